from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestStageFields(ApprovalCase):
    """Fields that one stage must fill or may change, everything else locked (REQ A-06, S3 三.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director_stage = cls.rule.stage_ids[1]
        cls.director_stage.must_field_ids = cls.field("amount")
        cls.director_stage.may_field_ids = cls.field("note")

    @classmethod
    def field(cls, name, model="test.approval.document"):
        return cls.env["ir.model.fields"]._get(model, name)

    def at_the_director(self, **values):
        document = self.submit(**values)
        self.decide(self.manager, document)
        return document

    def test_approver_fills_it_in_and_approves(self):
        """REQ A-06: what finance writes is part of the step and of what is approved."""
        document = self.at_the_director(amount=0)
        with self.assertRaisesRegex(UserError, "fill in Amount first"), self.cr.savepoint():
            self.decide(self.director, document)
        self.as_user(self.director, document).write({"amount": 5000, "note": "seen"})
        self.assertEqual((document.amount, document.note), (5000, "seen"))
        step = self.pending(document)
        self.assertIn("Amount: 0.00 → 5,000.00", step.filled)
        event = document.approval_id.event_ids.filtered(lambda one: one.kind == "filled")
        self.assertEqual(event.user_id, self.director)
        self.assertIn("Note: — → seen", event.comment)
        self.decide(self.director, document)
        self.assertEqual(document.state, "approved")

    def test_on_the_form(self):
        """REQ A-06: by the form, as its approver saves it (web_save)."""
        document = self.as_user(self.director, self.at_the_director(amount=0))
        self.assertEqual(set(document.approval_fillable), {"amount", "note"})
        document.web_save({"amount": 70}, {"amount": {}})
        self.assertEqual(document.amount, 70)

    def test_others_change_nothing(self):
        """REQ A-06: not the applicant, an earlier or later approver, the administrator."""
        document = self.at_the_director(amount=600_000)
        for user in (self.sales, self.manager, self.boss, self.admin, self.colleague):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(
                    UserError, "in approval and cannot be changed|not your turn|you made"
                ),
                self.cr.savepoint(),
            ):
                self.as_user(user, document).write({"amount": 1})
        self.assertEqual(document.amount, 600_000)
        self.assertNotIn("filled", document.approval_id.event_ids.mapped("kind"))

    def test_other_fields_stay_locked(self):
        """REQ A-06: nothing but the fields of the stage, not together with them either."""
        document = self.at_the_director()
        for vals in (
            {"name": "Other"},
            {"amount": 5, "name": "Other"},
            {"amount": 5, "state": "approved"},
            {"note": "x", "applicant_id": self.colleague.id},
            {"line_ids": [Command.create({"name": "Line"})]},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, "cannot be changed|moves by its buttons"),
                self.cr.savepoint(),
            ):
                self.as_user(self.director, document).write(vals)
        self.assertEqual((document.name, document.amount), ("Document", 1000))

    def test_not_before_or_after_the_step(self):
        """REQ A-06: only while it is the approver's turn."""
        document = self.submit(amount=600_000)
        with self.assertRaisesRegex(UserError, "in approval"), self.cr.savepoint():
            self.as_user(self.director, document).note = "early"
        self.decide(self.manager, document)
        self.decide(self.director, document)
        with self.assertRaisesRegex(UserError, "in approval"):
            self.as_user(self.director, document).note = "late"
        self.assertFalse(document.note)

    def test_deputy_fills_it_in(self):
        """REQ A-06: who decides in the absent approver's place fills in as well."""
        today = self.company._workday_today()
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": self.colleague.id,
                "date_from": today,
                "date_to": today,
            }
        )
        document = self.at_the_director()
        self.as_user(self.colleague, document).amount = 8
        self.assertEqual(document.amount, 8)

    def test_many_at_once(self):
        """REQ A-06: written on several documents, all of them at this stage or none."""
        first, second = self.at_the_director(), self.submit()
        both = self.as_user(self.director, first | second)
        with self.assertRaisesRegex(UserError, "in approval"), self.cr.savepoint():
            both.write({"amount": 9})
        self.decide(self.manager, second)
        both = self.as_user(self.director, first | second)
        both.write({"amount": 9})
        self.assertEqual((first | second).mapped("amount"), [9, 9])

    def test_context_opens_nothing(self):
        """REQ A-06: nothing that a client sends makes a field fillable."""
        document = self.submit()
        sent = self.sent(
            self.sales, document, approval_fillable=["amount"], customer_approval_seal=True
        )
        with self.assertRaisesRegex(UserError, "in approval"):
            sent.write({"amount": 1})

    def test_rule_changed_while_it_runs(self):
        """REQ A-06: the fields are those of the stage when it was submitted."""
        document = self.at_the_director()
        self.director_stage.may_field_ids = self.field("name")
        with self.assertRaisesRegex(UserError, "in approval"), self.cr.savepoint():
            self.as_user(self.director, document).name = "Other"
        self.as_user(self.director, document).note = "mine"
        self.assertEqual(document.note, "mine")

    def test_what_no_stage_may_have(self):
        """REQ A-06: status, applicant, company, lines and the fields of other documents."""
        for field in (
            self.field("state"),
            self.field("applicant_id"),
            self.field("company_id"),
            self.field("line_ids"),
            self.field("approval_hint"),
            self.field("name", "res.partner"),
        ):
            with (
                self.subTest(field=field.name),
                self.assertRaisesRegex(ValidationError, "cannot have the field"),
                self.cr.savepoint(),
            ):
                self.director_stage.may_field_ids = field

    def test_values_the_approver_may_not_read(self):
        """REQ A-06: a many2one field takes no record that its writer may not see."""
        self.director_stage.may_field_ids = self.field("parent_id")
        document = self.at_the_director()
        hidden = self.make_document(self.colleague, note="secret")
        with self.assertRaisesRegex(AccessError, "Document under Test"), self.cr.savepoint():
            self.as_user(self.director, document).parent_id = hidden
        seen = self.submit(self.colleague)
        self.as_user(self.director, document).parent_id = seen
        self.assertEqual(document.parent_id, seen)

    def test_form_lets_the_field_be_edited(self):
        """REQ A-06: the form locks the field for everybody but who fills it in."""
        view = self.env["ir.ui.view"].create(
            {
                "name": "test",
                "model": "test.approval.document",
                "arch": """<form><header>
                    <button name="action_reject" type="object" string="Reject"/></header>
                    <field name="state" invisible="1"/>
                    <field name="amount" readonly="state != 'draft'"/></form>""",
            }
        )
        document = self.at_the_director()
        with Form(self.as_user(self.director, document), view) as form:
            form.amount = 12
        self.assertEqual(document.amount, 12)
        form = Form(self.as_user(self.boss, document), view)
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.amount = 13

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase

PLAIN_AND_SMALL = "[('amount', '<', 5000)]"


@tagged("post_install", "-at_install")
class TestTrial(ApprovalCase):
    """An administrator tries a rule on documents before somebody is surprised (REQ A-08)."""

    def try_rule(self, rule=None, count=20):
        """Return the dialog's record after trying, as the administrator sees it."""
        action = self.as_user(self.admin, rule or self.rule).action_try()
        trial = self.as_user(self.admin, self.env[action["res_model"]].browse(action["res_id"]))
        if count != trial.document_count:
            trial.document_count = count
            trial.action_run()
        return trial

    def line(self, trial, document):
        return trial.line_ids.filtered(lambda line: line.res_id == document.id)

    def test_how_many_match_and_who_is_asked(self):
        """REQ A-08: would match 2 of 3, and to whom they would go, stage by stage."""
        special = self.make_rule(
            "Special",
            [self.stage("Boss", users=self.boss)],
            sequence=1,
            domain="[('kind', '=', 'special')]",
        )
        small, large = self.make_document(name="Small"), self.make_document(amount=600_000)
        other = self.make_document(kind="special")
        trial = self.try_rule()
        self.assertEqual(trial.summary, "Would match 2 of 3 documents.")
        self.assertEqual(
            self.line(trial, small).path.splitlines(),
            [
                "1. Manager: Manager, within 3 working days",
                "2. Director: Director, within 3 working days",
            ],
        )
        self.assertIn("3. Boss: Boss", self.line(trial, large).path)
        taken = self.line(trial, other)
        self.assertEqual((taken.fits, taken.why), (False, "Rule “Special” comes first."))
        self.assertFalse(taken.path)
        self.assertEqual(self.try_rule(special).summary, "Would match 1 of 3 documents.")

    def test_why_a_document_does_not_fit(self):
        """REQ A-08: amount, condition, company, a currency without rate."""
        other = self.env["res.company"].create({"name": "Other"})
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        document = self.make_document(name="Odd", amount=1000)
        foreign = self.make_document(currency_id=currency.id)
        money = self.company.currency_id.format
        for values, why in (
            ({"amount_from": 2000}, f"{money(1000)} is below {money(2000)}."),
            ({"amount_from": 0, "amount_to": 1000}, f"{money(1000)} is not below {money(1000)}."),
            ({"amount_to": 0, "domain": "[('kind', '=', 'special')]"}, "Does not meet the"),
            ({"domain": "[]", "company_id": other.id}, "The rule is not for Approval Test Company"),
        ):
            self.rule.write(values)
            # the rule of another company is tried by somebody who works for both
            self.admin.company_ids |= other
            line = self.line(self.try_rule(), document)
            self.assertFalse(line.fits)
            self.assertIn(why, line.why)
        self.rule.company_id = False
        trial = self.try_rule()
        self.assertTrue(self.line(trial, document).fits)
        self.assertIn("no exchange rate for XTS", self.line(trial, foreign).why)

    def test_the_note_of_a_detour_is_shown(self):
        """REQ A-08: whoever stands in, and why, as a submission by the applicant would say."""
        self.rule.stage_ids[0].mode = "all"
        document = self.make_document(self.manager)
        path = self.line(self.try_rule(), document).path
        self.assertIn("1. Director: Director", path)
        self.assertIn("Manager made the request", path)

    def test_a_document_that_nobody_would_be_asked_for(self):
        """REQ A-08: it fits, and could still not be submitted: no stage applies."""
        document = self.make_document()
        self.rule.stage_ids.write({"amount_from": 5_000})
        line = self.line(self.try_rule(), document)
        self.assertTrue(line.fits)
        self.assertEqual(line.why, "Fits, but no stage applies: it could not be submitted.")
        self.assertFalse(line.path)

    def test_nobody_to_ask_is_said_not_raised(self):
        """REQ A-08: one document that could not be submitted does not hide the others."""
        document, other = self.make_document(), self.make_document(amount=600_000)
        self.rule.stage_ids = [
            Command.clear(),
            self.stage("Manager", approver_type="department_manager", domain=PLAIN_AND_SMALL),
            self.stage("Boss", users=self.boss, amount_from=500_000),
        ]
        self.department.manager_id = False
        employees = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        employees.parent_id = False
        # the last ones to be asked work elsewhere
        administrators = self.env["customer.approval.router"]._administrators()
        other_company = self.env["res.company"].create({"name": "Other"})
        for user in administrators - self.admin:
            user.write({"company_id": other_company.id, "company_ids": other_company.ids})
        self.rule.stage_ids[1].user_ids = self.boss
        document.applicant_id = self.admin
        trial = self.try_rule()
        self.assertIn(
            "Fits, but could not be submitted: Nobody can decide stage Manager",
            self.line(trial, document).why,
        )
        self.assertEqual(
            self.line(trial, other).path.splitlines(), ["1. Boss: Boss, within 3 working days"]
        )

    def test_an_archived_rule_is_tried_as_if_in_use(self):
        """REQ A-08: so that a copy is right before it counts."""
        document = self.make_document()
        self.rule.active = False
        trial = self.try_rule()
        self.assertTrue(trial.is_archived)
        self.assertTrue(self.line(trial, document).fits)

    def test_only_documents_that_one_may_read(self):
        """REQ A-08, B-09: neither counted nor named."""
        secret = self.make_document(name="Secret", note="secret")
        shown = self.make_document(name="Shown")
        trial = self.try_rule()
        self.assertEqual(trial.line_ids.mapped("name"), ["Shown"])
        self.assertEqual(trial.summary, "Would match 1 of 1 documents.")
        line = self.line(trial, shown).sudo()
        line.res_id = secret.id
        with self.assertRaisesRegex(AccessError, "Document under Test"):
            self.as_user(self.admin, line).action_open()

    def test_newest_first_and_how_many(self):
        """REQ A-08: the newest documents, 20 unless told, a reasonable number at most."""
        documents = [self.make_document(name=f"D{number}") for number in range(4)]
        trial = self.try_rule(count=2)
        self.assertEqual(trial.line_ids.mapped("res_id"), [d.id for d in documents[:1:-1]])
        for count in (0, -3, 100_000):
            trial.document_count = count
            with self.assertRaisesRegex(UserError, "Choose between 1 and 200 documents"):
                trial.action_run()

    def test_nothing_is_written(self):
        """REQ A-08: no round, no activity, no changed document."""
        document = self.make_document()
        self.env.flush_all()
        stamp = document.write_date
        self.try_rule()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((document.state, document.write_date), ("draft", stamp))
        self.assertFalse(document.approval_ids or document.sudo().activity_ids)

    def test_for_administrators_only(self):
        """REQ A-08, B-09: by the button, by the dialog, by somebody else's trial."""
        self.make_document()
        trial = self.try_rule()
        with self.assertRaisesRegex(AccessError, "Only an approval administrator can try"):
            self.as_user(self.manager, self.rule).action_try()
        with self.assertRaisesRegex(AccessError, "Try a Rule on Documents"):
            self.as_user(self.manager, trial).action_run()
        second = self.user("ap_second", "customer_approval.group_approval_admin")
        for records in (trial, trial.line_ids):
            with self.assertRaisesRegex(AccessError, "This is not open to you"):
                self.as_user(second, records).read(["id", "create_date"])
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_rule(
            "Theirs", [self.stage("Boss", users=self.boss)], company_id=other.id
        )
        with self.assertRaisesRegex(AccessError, "This is not open to you: Approval Rule"):
            self.as_user(self.admin, self.env["customer.approval.trial"]).create(
                {"rule_id": theirs.id}
            ).action_run()

    def test_nobody_writes_what_a_trial_found(self):
        """REQ A-08, B-09: a row opens the document it was made for, no other thing."""
        self.make_document()
        trial = self.try_rule()
        for write in (
            lambda: trial.line_ids.write({"res_model": "res.users", "res_id": 1}),
            lambda: trial.write({"line_ids": [Command.create({"res_model": "no.such.model"})]}),
            lambda: trial.line_ids.create({"trial_id": trial.id, "res_model": "no.such.model"}),
        ):
            with self.assertRaisesRegex(AccessError, "Document a Rule Was Tried On"):
                write()
        self.assertEqual(trial.line_ids.mapped("res_model"), ["test.approval.document"])

    def test_trying_costs_little_a_document(self):
        """REQ A-08: conditions, amounts and rules are read for all at once."""
        costs = []
        for count in (10, 30):
            for _number in range(count):
                self.make_document()
            self.env.flush_all()
            self.env.invalidate_all()
            documents = self.env["test.approval.document"].search([], limit=count)
            before = self.env.cr.sql_log_count
            self.rule._try_on(documents)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1] - costs[0], 4)

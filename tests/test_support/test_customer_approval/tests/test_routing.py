from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestRouting(ApprovalCase):
    """A step is never stuck and never passed by itself (REQ A-01)."""

    def delegate(self, user, deputy, **values):
        return self.env["customer.approval.delegation"].create(
            {
                "user_id": user.id,
                "delegate_id": deputy.id,
                "date_from": "2000-01-01",
                "date_to": "2100-01-01",
                **values,
            }
        )

    def test_deputy_decides_and_it_is_kept(self):
        """REQ D-05: approved by X for Y is on record; the deputy sees it in the inbox."""
        document = self.submit()
        self.delegate(self.manager, self.colleague)
        inbox = self.as_user(self.colleague, self.env["customer.approval"])
        self.assertIn(document.approval_id, inbox.search([("waits_for_me", "=", True)]))
        self.decide(self.colleague, document)
        step = document.approval_step_ids[0]
        self.assertEqual((step.decided_by_id, step.decided_for_id), (self.colleague, self.manager))
        event = document.approval_id.event_ids.filtered(lambda e: e.kind == "approved")
        self.assertEqual((event.user_id, event.for_user_id), (self.colleague, self.manager))

    def test_deputy_gets_the_activity(self):
        """REQ D-05: while the approver is away, the deputy is told too."""
        self.delegate(self.manager, self.colleague)
        document = self.submit()
        self.assertEqual(document.activity_ids.user_id, self.manager | self.colleague)

    def test_deputy_only_within_the_dates_and_kinds(self):
        """REQ D-05: outside its dates or kinds of document a delegation gives nothing."""
        document = self.submit()
        other_model = self.env["ir.model"]._get("customer.approval.rule")
        for values in (
            {"date_to": "2000-12-31"},
            {"date_from": "2099-01-01"},
            {"model_ids": [Command.set(other_model.ids)]},
            {"active": False},
        ):
            delegation = self.delegate(self.manager, self.colleague, **values)
            self.assertFalse(self.as_user(self.colleague, document).can_decide, values)
            with self.assertRaisesRegex(UserError, "not your turn"):
                self.decide(self.colleague, document)
            delegation.unlink()

    def test_delegations_do_not_chain(self):
        """REQ D-05: a deputy's deputy decides nothing."""
        self.delegate(self.manager, self.colleague)
        self.delegate(self.colleague, self.boss)
        document = self.submit()
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.boss, document)

    def test_approver_leaves_while_it_waits(self):
        """REQ D-05: archiving the approver asks the superior in the same transaction."""
        document = self.submit()
        self.manager.action_archive()
        step = self.pending(document)
        self.assertEqual(step.approver_ids, self.director)
        self.assertIn("Manager has left", step.routing_note)
        self.assertEqual(document.activity_ids.user_id, self.director)
        self.assertIn("rerouted", document.approval_id.event_ids.mapped("kind"))
        with self.assertRaisesRegex(UserError, "it is not your turn"):
            self.decide(self.manager, document)

    def test_leaver_with_a_deputy(self):
        """REQ D-05: deputy first, then the superior."""
        self.delegate(self.manager, self.colleague)
        document = self.submit()
        self.manager.write({"active": False})
        self.assertEqual(self.pending(document).approver_ids, self.colleague)

    def test_later_step_of_a_leaver(self):
        """REQ D-05: also a step whose turn has not come yet gets a new approver."""
        document = self.submit()
        self.director.action_archive()
        self.assertEqual(document.approval_step_ids[1].approver_ids, self.boss)

    def test_nobody_left_but_the_administrator(self):
        """REQ D-05: without deputy and superior the approval administrator is asked."""
        self.rule.unlink()
        self.make_rule(
            "Role",
            [
                self.stage(
                    "Nobody",
                    approver_type="group",
                    group_id=(self.env["res.groups"].create({"name": "Empty"}).id),
                )
            ],
        )
        lonely = self.user("ap_lonely")
        document = self.submit(lonely)
        step = self.pending(document)
        self.assertIn(self.admin, step.approver_ids)
        self.assertNotIn(lonely, step.approver_ids)
        self.assertIn("the rule names nobody", step.routing_note)

    def test_nobody_at_all(self):
        """Bad input: if really nobody can decide, submitting says so and keeps nothing."""
        self.env.ref("customer_approval.group_approval_admin").user_ids = [
            Command.set(self.sales.ids)
        ]
        self.rule.unlink()
        self.make_rule("Alone", [self.stage("Self", users=self.sales)])
        self.sales.employee_ids.parent_id = False
        self.department.manager_id = False
        document = self.make_document()
        with self.assertRaisesRegex(UserError, "Nobody can decide stage Self"):
            document.action_submit()
        self.assertEqual(document.state, "draft")

    def test_managers_manager(self):
        """REQ D-05: n levels up."""
        self.rule.unlink()
        self.make_rule("Up", [self.stage("Second", approver_type="manager", manager_level=2)])
        self.assertEqual(self.pending(self.submit()).approver_ids, self.director)

    def test_circle_of_managers_ends(self):
        """Bad data: managers in a circle don't hang the routing."""
        self.rule.unlink()
        self.make_rule("Up", [self.stage("Ninth", approver_type="manager", manager_level=9)])
        self.boss.employee_ids.parent_id = self.manager.employee_ids
        document = self.submit()
        self.assertTrue(self.pending(document).approver_ids)

    def test_person_named_on_the_document(self):
        """REQ D-05: a field of the document names the approver."""
        field = self.env["ir.model.fields"]._get("test.approval.document", "checker_id")
        self.rule.unlink()
        self.make_rule(
            "Field", [self.stage("Checker", approver_type="field", user_field_id=field.id)]
        )
        document = self.submit(checker_id=self.colleague.id)
        self.assertEqual(self.pending(document).approver_ids, self.colleague)
        empty = self.submit()
        self.assertIn("the rule names nobody", self.pending(empty).routing_note)

    def test_administrator_names_another_approver(self):
        """REQ D-05: an administrator moves a step to somebody able, with the reason kept."""
        document = self.submit()
        dialogs = self.as_user(self.admin, self.env["customer.approval.reassign"])
        values = {"approval_id": document.approval_id.id, "reason": "Long illness"}
        with self.assertRaisesRegex(UserError, "cannot decide on"):
            dialogs.create({**values, "user_id": self.sales.id}).action_confirm()
        dialogs.create({**values, "user_id": self.boss.id}).action_confirm()
        step = self.pending(document)
        self.assertEqual(step.approver_ids, self.boss)
        self.assertEqual(step.routing_note, "Long illness")
        self.decide(self.boss, document)
        self.assertEqual(step.state, "approved")

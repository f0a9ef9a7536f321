from odoo.tests import tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestRunRouting(GradingCommon):
    """Nobody approves the same run twice in a row (U-06, REQ A-04, G-04)."""

    def _only_marketing(self):
        """Leave one person in the market department, with the director as superior."""
        role = self.env.ref("customer_base.group_customer_marketing")
        (role.all_user_ids - self.marketing).group_ids -= role
        self.assertEqual(role.all_user_ids, self.marketing)
        employee = self.marketing._employee_in(self.company)
        employee.parent_id = self.director._employee_in(self.company)

    def test_director_is_asked_once(self):
        """U-06: where the director stands in for the market department, one approval is enough."""
        self._only_marketing()
        run = self._computed()
        run.action_submit()
        [step] = run.approval_step_ids
        self.assertEqual(step.approver_ids, self.director)
        run.with_user(self.director).action_approve()
        self.assertEqual(run.state, "approved")

    def test_not_silently(self):
        """U-06: the stage left out and the reason are on record and in the chatter."""
        self._only_marketing()
        run = self._computed()
        run.action_submit()
        [step] = run.approval_step_ids
        stages = self.env.ref("customer_grading.approval_rule_run").stage_ids
        self.assertEqual(step.name, stages[1].name)
        for text in (step.routing_note, run.message_ids[0].body):
            self.assertIn(stages[0].name, text)
            self.assertIn("is decided with this stage", text)
            self.assertIn(f"{self.marketing.name} made the request", text)

    def test_two_people_two_stages(self):
        """REQ G-04: with a colleague in the market department both stages are asked."""
        run = self._computed()
        run.action_submit()
        first, second = run.approval_step_ids
        self.assertIn(self.other_marketing, first.approver_ids)
        self.assertNotIn(self.director, first.approver_ids)
        self.assertEqual(second.approver_ids, self.director)
        run.with_user(self.other_marketing).action_approve()
        self.assertEqual(run.state, "submitted")

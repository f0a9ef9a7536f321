from datetime import timedelta

from odoo.addons.customer_base.tests.hidden_common import HiddenCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestOverride(GradingCommon, HiddenCase):
    """等级人工调整: approved, for a time, left alone by runs (REQ G-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.company_id = cls.company
        cls.customer._customer_set_grade(cls.grade_c, "before")
        cls.today = cls.company._workday_today()

    def _override(self, user=None, **values):
        return (
            self.env["customer.grade.override"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                    "grade_id": self.grade_a.id,
                    "date_end": self.today + timedelta(days=30),
                    "reason": "Builds a second works",
                    **values,
                }
            )
        )

    def _holding(self, **values):
        override = self._override(**values)
        override.action_submit()
        override.with_user(self.manager).action_approve()
        override.with_user(self.marketing).action_approve()
        self.assertEqual(override.state, "approved")
        return override

    def test_approved_by_manager_and_market_department(self):
        """REQ G-05: the grade changes with the last approval, with its reason."""
        override = self._override()
        override.action_submit()
        with self.assertRaisesRegex(UserError, "it is not your turn"):
            override.with_user(self.marketing).action_approve()
        override.with_user(self.manager).action_approve()
        self.assertEqual(self.customer.customer_grade_id, self.grade_c)
        override.with_user(self.marketing).action_approve()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        change = self.customer.customer_grade_change_ids[0]
        self.assertEqual(change.source, "override")
        self.assertIn("Builds a second works", change.reason)

    def test_a_deputy_decides(self):
        """REQ A-01, G-05: who stands in reads the request, also of a customer of others."""
        override = self._override()
        override.action_submit()
        self._assert_deputy_decides(override, self.manager)
        override.with_user(self.marketing).action_approve()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)

    def test_runs_leave_it_alone(self):
        """REQ G-05: while it holds, a run proposes but does not change."""
        self._holding()
        run = self._computed(day=self.today)
        line = self._line(run, self.customer)
        self.assertEqual(
            (line.result, line.proposed_grade_id, line.is_change),
            ("override", self.grade_c, False),
        )

    def test_ends_with_its_day(self):
        """REQ G-05: with its last day over, the grade before returns; twice changes nothing."""
        override = self._holding()
        cron = self.env.ref("customer_grading.ir_cron_customer_grade_override")

        def run_cron():
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()

        run_cron()
        self.assertEqual(override.state, "approved")
        self.env.cr.execute(
            "UPDATE customer_grade_override SET date_end = %s WHERE id = %s",
            [self.today - timedelta(days=1), override.id],
        )
        self.env.invalidate_all()
        run_cron()
        self.assertEqual(override.state, "ended")
        self.assertEqual(self.customer.customer_grade_id, self.grade_c)
        changes = len(self.customer.customer_grade_change_ids)
        run_cron()
        self.assertEqual(len(self.customer.customer_grade_change_ids), changes)

    def test_a_second_one_takes_over(self):
        """REQ G-05: a new one ends the one before; the grade from before both returns."""
        first = self._holding()
        second = self._holding(grade_id=self.grade_b.id)
        self.assertEqual(first.state, "ended")
        self.assertEqual(self.customer.customer_grade_id, self.grade_b)
        self.assertEqual(second.old_grade_id, self.grade_c)

    def test_refused(self):
        """REQ G-05: a day over, the same grade, forged states and fields, other people."""
        with self.assertRaisesRegex(UserError, "passed already"):
            self._override(date_end=self.today - timedelta(days=1)).action_submit()
        with self.assertRaisesRegex(UserError, "grade C already"):
            self._override(grade_id=self.grade_c.id).action_submit()
        with self.assertRaisesRegex(UserError, "A new document starts as a draft"):
            self._override(state="approved")
        override = self._override(old_grade_id=self.grade_a.id)
        self.assertFalse(override.old_grade_id)
        override.action_submit()
        with self.assertRaisesRegex(UserError, "in approval and cannot be changed"):
            override.write({"grade_id": self.grade_b.id})
        colleague = self._make_user("override_colleague", "salesperson")
        with self.assertRaisesRegex(AccessError, "not a customer of yours"):
            self._override(user=colleague, user_id=colleague.id)
        self.assertFalse(
            self.env["customer.grade.override"].with_user(colleague).search([("id", "!=", False)])
        )

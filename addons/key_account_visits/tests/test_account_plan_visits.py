from odoo.tests import freeze_time, tagged

from .visit_common import NOW, VisitCommon


@tagged("post_install", "-at_install")
class TestAccountPlanVisits(VisitCommon):
    """Visits as an aim of account plans (REQ G-11)."""

    @freeze_time(NOW)
    def test_visits_that_took_place(self):
        """REQ G-11: those of the plan's time whose report is owed, written or closed."""
        self.customer.is_key_account = True
        plan = (
            self.env["customer.account.plan"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                    "goal_ids": [(0, 0, {"measure": "visits", "target": 6})],
                }
            )
        )
        for state, start in (
            ("done", "2026-02-03 01:00:00"),
            ("closed", "2026-03-02 01:00:00"),
            ("closed", "2025-12-31 01:00:00"),
            ("cancelled", "2026-02-05 01:00:00"),
            ("approved", "2026-03-09 01:00:00"),
        ):
            visit = self._visit(date_start=start, date_stop=start)
            visit.sudo()._approval_set_state(state)
        plan.goal_ids.invalidate_recordset()
        self.assertEqual(plan.goal_ids.value, 2)
        self.assertEqual(plan.goal_ids.measure_name, "Visits Made")

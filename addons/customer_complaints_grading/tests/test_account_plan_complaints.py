from odoo.addons.customer_grading.tests.common import GradingCommon
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
class TestAccountPlanComplaints(GradingCommon):
    """Complaints as an aim of account plans: not more than so many (REQ G-11, C-07)."""

    def _complaint(self, received="2026-03-10 02:00:00", **values):
        complaint = self.env["customer.complaint"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "subject": "Leak",
                "user_id": self.salesperson.id,
                "received_on": received,
            }
        )
        # moved on by the steps, which their own tests cover
        complaint.sudo().write(values)
        return complaint

    def test_not_more_than(self):
        """REQ G-11: green below the part for the time that is over, red above the whole."""
        self.customer.is_key_account = True
        with freeze_time("2026-07-01 04:00:00"):
            plan = self.env["customer.account.plan"].create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                    "goal_ids": [(0, 0, {"measure": "complaints", "target": 3})],
                }
            )
            [goal] = plan.goal_ids
            self.assertEqual((goal.value, goal.light), (0, "green"))
            self._complaint()
            self._complaint("2025-12-31 15:59:59")
            self._complaint(state="withdrawn")
            goal.invalidate_recordset()
            self.assertEqual((goal.value, goal.light), (1, "green"))
            self._complaint("2026-04-10 02:00:00")
            goal.invalidate_recordset()
            self.assertEqual((goal.value, goal.light), (2, "amber"))
            # 182 of 365 days are over: 3 × 182 / 365 is 1.496
            self.assertIn("2, by today at most 1.5 of 3", goal.light_reason)
            self._complaint("2026-05-10 02:00:00")
            self._complaint("2026-05-11 02:00:00")
            goal.invalidate_recordset()
            self.assertEqual((goal.value, goal.light), (4, "red"))

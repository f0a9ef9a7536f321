from datetime import date

from odoo.addons.customer_grading.tests.common import GradingCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestComplaintMeasures(GradingCommon):
    """Complaints as measures (REQ C-07, G-02). The period is 1 July 2025 to 30 June 2026."""

    def _complaint(self, received="2026-03-10 02:00:00", judged="2026-03-20 02:00:00", **values):
        complaint = self.env["customer.complaint"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "subject": "Leak",
                "user_id": self.salesperson.id,
                "received_on": received,
            }
        )
        # judged by the steps, which their own tests cover
        complaint.sudo().write({"judged_on": judged, **values})
        return complaint

    def test_counts_and_cost(self):
        """REQ C-07: all, the valid ones, and what they cost."""
        self._complaint(is_valid=True, cost=300)
        self._complaint(cost=50.5)
        self.assertEqual(self._figure("complaints_received"), 2)
        self.assertEqual(self._figure("complaints_valid"), 1)
        self.assertAlmostEqual(self._figure("complaints_cost"), 350.5)

    def test_period_by_the_companys_clock(self):
        """REQ G-02: from midnight in Shanghai to midnight."""
        self._complaint("2025-06-30 15:59:59")
        self._complaint("2026-06-30 16:00:00")
        self.assertIsNone(self._figure("complaints_received"))
        self._complaint("2025-06-30 16:00:00")
        self._complaint("2026-06-30 15:59:59")
        self.assertEqual(self._figure("complaints_received"), 2)

    def test_judged_later(self):
        """REQ G-02: as of the date of the run it was not valid yet."""
        self._complaint(judged="2026-07-01 02:00:00", is_valid=True)
        self.assertEqual(self._figure("complaints_valid"), 0)
        self.assertEqual(self._figure("complaints_valid", day=date(2026, 7, 31)), 1)

    def test_left_out(self):
        """REQ C-07: neither withdrawn nor joined ones, nor those of another company."""
        self._complaint(state="withdrawn", is_valid=True)
        self._complaint(state="joined", is_valid=True)
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        self.assertIsNone(self._figure("complaints_received"))
        self._complaint(is_valid=True)
        self.assertIsNone(self._figure("complaints_received", company=other))
        self.assertEqual(self._figure("complaints_valid"), 1)

    def test_offered_and_used(self):
        """F-24: offered once it is real; a run gives the grade by it, and says why."""
        measures = self.env["customer.grading.measure"]._get_measures()
        self.assertLessEqual(
            {"complaints_received", "complaints_valid", "complaints_cost"}, set(measures)
        )
        scheme = self._scheme(
            [
                (self.grade_a, "complaints_valid", None, 1),
                (self.grade_c, False, None, None),
            ]
        )
        self._complaint(is_valid=True)
        self.customer.customer_category = "closed"
        self.customer.company_id = self.company
        calm = self._customer("Calm Works")
        run = self._computed(scheme)
        self.assertEqual(self._line(run, self.customer).proposed_grade_id, self.grade_c)
        self.assertEqual(self._line(run, calm).proposed_grade_id, self.grade_a)

    def test_zero_for_customers_without(self):
        """F-12: no complaint is 0, not unknown."""
        measure = self.env["customer.grading.measure"]._get_measures()["complaints_valid"]
        self.assertEqual(measure.empty, 0)
        self.assertEqual(measure.unit, "count")

from datetime import timedelta

from odoo.addons.customer_development.tests.common import DevelopmentCase
from odoo.addons.customer_grading.models.grading_registry import Scope
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestExpectedSales(DevelopmentCase):
    """Expected annual sales as a measure (REQ G-02, S1 三(二)1)."""

    def _expected(self, days_ago=0):
        day = self.env.company._workday_today() - timedelta(days=days_ago)
        scope = Scope(self.env.company, day, 12)
        self.env.flush_all()
        [(query, _provided)] = self.env["customer.grading.measure"]._get_queries(
            ["expected_sales"], scope
        )
        rows = self.env.execute_query_dict(query)
        return {row["partner_id"]: row["expected_sales"] for row in rows}.get(self.partner.id)

    def test_only_what_was_approved(self):
        """REQ G-02: an application counts once it is approved, not before."""
        development = self._register()
        self._apply(development, expected_sales=800_000)
        self.assertIsNone(self._expected())
        self._approve(development, self.ma, self.boss)
        self.assertEqual(self._expected(), 800_000)
        # F-26: a run of a day before does not know of the approval
        self.assertIsNone(self._expected(days_ago=1))

    def test_offered_in_schemes(self):
        """REQ G-02: the measure of the other addon is one to choose, with its definition."""
        condition = self.env["customer.grading.condition"]
        self.assertIn("expected_sales", dict(condition._selection_measure()))

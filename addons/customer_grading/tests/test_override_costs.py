from datetime import timedelta

from odoo.addons.customer_base.tests.hidden_common import HiddenCase
from odoo.tests import tagged

from .common import GradingCommon

DOCUMENTS = 40


@tagged("post_install", "-at_install")
class TestOverrideCosts(GradingCommon, HiddenCase):
    """The last approval of many grades by hand gives them all at once."""

    def _override(self, **values):
        return (
            self.env["customer.grade.override"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                    "grade_id": self.grade_a.id,
                    "date_end": self.company._workday_today() + timedelta(days=30),
                    "reason": "Builds a second works",
                    **values,
                }
            )
        )

    def test_last_approval_of_many(self):
        """P-08: at most eight queries a document, effect and history included."""
        customers = self.Partner.create(
            [
                {
                    "name": f"Quarry {index}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": self.salesperson.id,
                }
                for index in range(DOCUMENTS)
            ]
        )
        overrides = self.env["customer.grade.override"].concat(
            *(self._override(partner_id=customer.id) for customer in customers)
        )
        overrides.action_submit()
        overrides.with_user(self.manager).action_approve()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        overrides.with_user(self.marketing).action_approve()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 8 * DOCUMENTS)
        self.assertEqual(set(customers.mapped("customer_grade_id.code")), {self.grade_a.code})
        self.assertEqual(len(customers.customer_grade_change_ids), DOCUMENTS)

    def test_two_for_one_customer_at_once(self):
        """P-08, G-05: of two grades approved together the later holds, the other has ended."""
        pair = self._override() | self._override(grade_id=self.grade_b.id)
        pair.action_submit()
        pair.with_user(self.manager).action_approve()
        pair.with_user(self.marketing).action_approve()
        self.assertEqual(sorted(pair.mapped("state")), ["approved", "ended"])
        [holding] = pair.filtered(lambda row: row.state == "approved")
        self.assertEqual(self.customer.customer_grade_id, holding.grade_id)

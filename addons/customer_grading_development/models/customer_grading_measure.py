from odoo import models
from odoo.addons.customer_grading.models.grading_registry import Measure, measures
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class CustomerGradingMeasure(models.AbstractModel):
    """Expected annual sales (S1 三(二)1: 预计未来年度销售额), from the development application."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "expected_sales",
            _lt("Expected Annual Sales"),
            "money",
            _lt(
                "Of the customer's newest development application that was approved by the date "
                "of the run."
            ),
        ),
        sequence=70,
    )
    def _measure_expected_sales(self, scope):
        return SQL(
            """
            SELECT DISTINCT ON (development.commercial_partner_id)
                   development.commercial_partner_id AS partner_id,
                   development.expected_sales_company AS expected_sales
              FROM customer_development development
              JOIN customer_approval approval ON approval.id = development.approval_id
             WHERE approval.state = 'approved' AND approval.ended_on < %(end)s
               AND development.company_id = %(company)s
               AND development.date <= %(until)s%(among)s
          ORDER BY development.commercial_partner_id, development.date DESC, development.id DESC
            """,
            company=scope.company.id,
            until=scope.until,
            end=scope.moments[1],
            among=scope.among("development.commercial_partner_id"),
        )

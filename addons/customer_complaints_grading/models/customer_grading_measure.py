from odoo import models
from odoo.addons.customer_grading.models.grading_registry import Measure, measures
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class CustomerGradingMeasure(models.AbstractModel):
    """Complaints of the customer, valid ones, and what their solutions cost (REQ C-07, G-02)."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "complaints_received",
            _lt("Complaints"),
            "count",
            _lt("Received in the period; withdrawn ones and those joined with another left out."),
        ),
        Measure(
            "complaints_valid",
            _lt("Valid Complaints"),
            "count",
            _lt(
                "Complaints received in the period for which an employee or the company was "
                "found at fault by the date of the run."
            ),
        ),
        Measure(
            "complaints_cost",
            _lt("Cost of Complaints"),
            "money",
            _lt("What the solutions of complaints received in the period cost, without tax."),
        ),
        sequence=80,
    )
    def _measure_complaints(self, scope):
        return SQL(
            """
            SELECT complaint.commercial_partner_id AS partner_id,
                   COUNT(*) AS complaints_received,
                   COUNT(*) FILTER (
                       WHERE complaint.is_valid AND complaint.judged_on < %(end)s
                   ) AS complaints_valid,
                   COALESCE(SUM(complaint.cost), 0) AS complaints_cost
              FROM customer_complaint complaint
             WHERE complaint.state NOT IN ('joined', 'withdrawn')
               AND complaint.company_id = %(company)s
               AND complaint.received_on >= %(start)s
               AND complaint.received_on < %(end)s%(among)s
          GROUP BY complaint.commercial_partner_id
            """,
            company=scope.company.id,
            start=scope.moments[0],
            end=scope.moments[1],
            among=scope.among("complaint.commercial_partner_id"),
        )

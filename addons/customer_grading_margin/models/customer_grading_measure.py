from odoo import models
from odoo.addons.customer_grading.models.grading_registry import Measure, measures
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class CustomerGradingMeasure(models.AbstractModel):
    """Gross margin (REQ G-02: profit), where the cost of what was sold is known."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "gross_margin",
            _lt("Gross Margin"),
            "money",
            _lt(
                "Lines of confirmed sales orders without tax less their cost, by order date, at "
                "the order's rate; lines without a cost and down payments do not count."
            ),
            empty=None,
        ),
        Measure(
            "gross_margin_rate",
            _lt("Gross Margin (%)"),
            "percent",
            _lt("Gross margin against the sales of the same order lines."),
            empty=None,
        ),
        sequence=40,
    )
    def _measure_gross_margin(self, scope):
        start, end = scope.moments
        return SQL(
            """
            SELECT partner_id, gross_margin, gross_margin * 100 / NULLIF(sales, 0)
                       AS gross_margin_rate
              FROM (
                SELECT customer.commercial_partner_id AS partner_id,
                       SUM(line.margin / COALESCE(NULLIF(so.currency_rate, 0), 1))
                           AS gross_margin,
                       SUM(line.price_subtotal / COALESCE(NULLIF(so.currency_rate, 0), 1))
                           AS sales
                  FROM sale_order so
                  JOIN res_partner customer ON customer.id = so.partner_id
                  JOIN sale_order_line line ON line.order_id = so.id
                 WHERE so.state = 'sale' AND so.company_id = %(company)s
                   AND so.date_order >= %(start)s AND so.date_order < %(end)s
                   AND line.purchase_price <> 0 AND NOT COALESCE(line.is_downpayment, FALSE)
                   %(among)s
              GROUP BY customer.commercial_partner_id
              ) sold
            """,
            company=scope.company.id,
            start=start,
            end=end,
            among=scope.among("customer.commercial_partner_id"),
        )

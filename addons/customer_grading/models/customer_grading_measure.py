import inspect

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate, format_list

from .grading_registry import Measure, measures

_lt = LazyTranslate(__name__)

SCORE = Measure("score", _lt("Score"), "score", _lt("Weighted points of the criteria, 0 to 100."))


class CustomerGradingMeasure(models.AbstractModel):
    """The figures customers are graded by (REQ G-02, G-03): the ERP's own, nobody types them.

    Each method here answers for all customers of a scope by one query. Documents count for the
    commercial entity, in the company of the run, whoever of its people or addresses is on them.
    """

    _name = "customer.grading.measure"
    _description = "Grading Measures"

    # ------------------------------------------------------------------ registry
    @api.model
    def _get_sources(self):
        """Return {name of the method: its measures}, of all installed addons."""
        sources = {}
        for name, _value in inspect.getmembers(type(self), inspect.isfunction):
            provided = next(
                (
                    vars(parent)[name]._grading_measures
                    for parent in type(self).__mro__
                    if hasattr(vars(parent).get(name), "_grading_measures")
                ),
                None,
            )
            if provided:
                sources[name] = provided
        return sources

    @api.model
    def _get_measures(self):
        """Return {code: measure}, the score first."""
        found = {SCORE.code: SCORE}
        for provided in self._get_sources().values():
            found.update({measure.code: measure for measure in provided})
        return found

    @api.model
    def _get_queries(self, codes, scope):
        """Return [(query, measures)] of the sources that these measures need.

        :raises UserError: a measure that no installed addon knows
        """
        unknown = set(codes) - set(self._get_measures())
        if unknown:
            raise UserError(
                self.env._(
                    "The figure %(measures)s is not known: the addon it came from is no longer "
                    "installed. Take it out of the scheme.",
                    measures=format_list(self.env, sorted(unknown)),
                )
            )
        return [
            (getattr(self, name)(scope), provided)
            for name, provided in self._get_sources().items()
            if any(measure.code in codes for measure in provided)
        ]

    # ------------------------------------------------------------------ invoices
    @measures(
        Measure(
            "net_invoiced",
            _lt("Net Invoiced"),
            "money",
            _lt("Posted customer invoices less credit notes, without tax, by invoice date."),
        ),
        Measure(
            "monthly_average",
            _lt("Net Invoiced per Month"),
            "money",
            _lt("Net invoiced divided by the months of the period."),
        ),
        Measure(
            "net_invoiced_before",
            _lt("Net Invoiced in the Period before"),
            "money",
            _lt("Net invoiced in the period of the same length just before."),
        ),
        Measure(
            "growth",
            _lt("Growth (%)"),
            "percent",
            _lt("Net invoiced against the period before; unknown where nothing was sold then."),
            empty=None,
        ),
        Measure(
            "invoice_count",
            _lt("Number of Invoices"),
            "count",
            _lt("Posted customer invoices of the period, credit notes not counted."),
        ),
    )
    def _measure_invoices(self, scope):
        return SQL(
            """
            SELECT partner_id, net_invoiced, net_invoiced / %(months)s AS monthly_average,
                   net_invoiced_before, invoice_count,
                   (net_invoiced - net_invoiced_before) * 100
                       / NULLIF(ABS(net_invoiced_before), 0) AS growth
              FROM (
                SELECT commercial_partner_id AS partner_id,
                       COALESCE(SUM(amount_untaxed_signed) FILTER (
                           WHERE invoice_date >= %(start)s), 0) AS net_invoiced,
                       COALESCE(SUM(amount_untaxed_signed) FILTER (
                           WHERE invoice_date < %(start)s), 0) AS net_invoiced_before,
                       COUNT(*) FILTER (
                           WHERE move_type = 'out_invoice' AND invoice_date >= %(start)s
                       ) AS invoice_count
                  FROM account_move
                 WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
                   AND commercial_partner_id IS NOT NULL AND invoice_date IS NOT NULL
                   AND company_id = %(company)s
                   AND invoice_date BETWEEN %(before)s AND %(until)s%(among)s
              GROUP BY commercial_partner_id
              ) invoiced
            """,
            months=scope.months,
            start=scope.start,
            before=scope.before_start,
            until=scope.until,
            company=scope.company.id,
            among=scope.among("commercial_partner_id"),
        )

    @measures(
        Measure(
            "days_since_invoice",
            _lt("Days since Last Invoice"),
            "days",
            _lt("Days from the last posted customer invoice to the date of the run."),
            empty=None,
        ),
        Measure(
            "customer_months",
            _lt("Months as a Customer"),
            "count",
            _lt("Full months since the first posted customer invoice."),
        ),
    )
    def _measure_history(self, scope):
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id,
                   %(until)s::date - MAX(invoice_date) AS days_since_invoice,
                   EXTRACT(YEAR FROM AGE(%(until)s::date, MIN(invoice_date))) * 12
                       + EXTRACT(MONTH FROM AGE(%(until)s::date, MIN(invoice_date)))
                       AS customer_months
              FROM account_move
             WHERE state = 'posted' AND move_type = 'out_invoice'
               AND commercial_partner_id IS NOT NULL AND company_id = %(company)s
               AND invoice_date <= %(until)s%(among)s
          GROUP BY commercial_partner_id
            """,
            until=scope.until,
            company=scope.company.id,
            among=scope.among("commercial_partner_id"),
        )

    @measures(
        Measure(
            "group_net_invoiced",
            _lt("Net Invoiced of the Group"),
            "money",
            _lt("Net invoiced of all companies under the same topmost parent company."),
        ),
    )
    def _measure_group(self, scope):
        # from the customers of the scope up to their group, and down to all its companies
        return SQL(
            """
            WITH RECURSIVE up AS (
                SELECT id AS partner_id, id AS node, parent_id FROM res_partner
                 WHERE id = commercial_partner_id%(among)s
                 UNION
                SELECT up.partner_id, parent.id, parent.parent_id
                  FROM up JOIN res_partner parent ON parent.id = up.parent_id
            ), top AS (
                SELECT partner_id, node AS root FROM up WHERE parent_id IS NULL
            ), down AS (
                SELECT DISTINCT root, root AS node FROM top
                 UNION
                SELECT down.root, child.id
                  FROM down JOIN res_partner child ON child.parent_id = down.node
                 WHERE child.is_company
            ), total AS (
                SELECT down.root, SUM(move.amount_untaxed_signed) AS net
                  FROM down
                  JOIN account_move move ON move.commercial_partner_id = down.node
                 WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
                   AND move.company_id = %(company)s
                   AND move.invoice_date BETWEEN %(start)s AND %(until)s
              GROUP BY down.root
            )
            SELECT top.partner_id, total.net AS group_net_invoiced
              FROM top JOIN total ON total.root = top.root
            """,
            start=scope.start,
            until=scope.until,
            company=scope.company.id,
            among=scope.among("id"),
        )

    # ------------------------------------------------------------------ orders
    @measures(
        Measure(
            "ordered",
            _lt("Ordered"),
            "money",
            _lt("Confirmed sales orders without tax, by order date, at the order's rate."),
        ),
        Measure(
            "order_count",
            _lt("Number of Orders"),
            "count",
            _lt("Confirmed sales orders of the period."),
        ),
    )
    def _measure_orders(self, scope):
        start, end = scope.moments
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   SUM(so.amount_untaxed / COALESCE(NULLIF(so.currency_rate, 0), 1)) AS ordered,
                   COUNT(*) AS order_count
              FROM sale_order so
              JOIN res_partner customer ON customer.id = so.partner_id
             WHERE so.state = 'sale' AND so.company_id = %(company)s
               AND so.date_order >= %(start)s AND so.date_order < %(end)s%(among)s
          GROUP BY customer.commercial_partner_id
            """,
            company=scope.company.id,
            start=start,
            end=end,
            among=scope.among("customer.commercial_partner_id"),
        )

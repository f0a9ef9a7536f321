import inspect

from odoo import api, models
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.addons.customer_key_account.models.group_terms import BELONGS
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate, format_list

from .grading_registry import Measure, measures

_lt = LazyTranslate(__name__)

SCORE = Measure("score", _lt("Score"), "score", _lt("Weighted points of the criteria, 0 to 100."))

INVOICES = """
    WITH RECURSIVE invoiced AS (
        SELECT commercial_partner_id AS partner_id,
               COALESCE(SUM(amount_untaxed_signed) FILTER (
                   WHERE invoice_date >= %(start)s), 0) AS net_invoiced,
               COALESCE(SUM(amount_untaxed_signed) FILTER (
                   WHERE invoice_date >= %(before)s AND invoice_date < %(start)s), 0)
                   AS net_invoiced_before,
               COUNT(*) FILTER (
                   WHERE move_type = 'out_invoice' AND invoice_date >= %(start)s
               ) AS invoice_count,
               MIN(invoice_date) FILTER (WHERE move_type = 'out_invoice') AS first_day,
               MAX(invoice_date) FILTER (WHERE move_type = 'out_invoice') AS last_day
          FROM account_move
         WHERE %(purchases)s AND company_id = %(company)s
           AND invoice_date <= %(until)s%(since)s%(among)s
      GROUP BY commercial_partner_id
    )%(groups)s
    SELECT partner_id, net_invoiced, net_invoiced / %(months)s AS monthly_average,
           net_invoiced_before, invoice_count, %(group_net)s AS group_net_invoiced,
           (net_invoiced - net_invoiced_before) * 100
               / NULLIF(ABS(net_invoiced_before), 0) AS growth,
           %(until)s::date - last_day AS days_since_invoice,
           EXTRACT(YEAR FROM AGE(%(until)s::date, first_day)) * 12
               + EXTRACT(MONTH FROM AGE(%(until)s::date, first_day)) AS customer_months
      FROM invoiced%(group_join)s
"""


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
        """Return {name of the method: its measures}, of all installed addons, in their order."""
        sources = []
        for name, _value in inspect.getmembers(type(self), inspect.isfunction):
            method = next(
                (
                    vars(parent)[name]
                    for parent in type(self).__mro__
                    if hasattr(vars(parent).get(name), "_grading_measures")
                ),
                None,
            )
            if method:
                sources.append((method._grading_sequence, name, method._grading_measures))
        return {name: provided for _sequence, name, provided in sorted(sources)}

    @api.model
    def _get_measures(self):
        """Return {code: measure}, the score first."""
        found = {SCORE.code: SCORE}
        for provided in self._get_sources().values():
            found.update({measure.code: measure for measure in provided})
        return found

    @api.model
    def _unknown_measures(self, codes):
        """Return the sentence that names those of the measures no installed addon knows."""
        unknown = set(codes) - set(self._get_measures())
        return unknown and self.env._(
            "The figure %(measures)s is not known: the addon it came from is no longer "
            "installed. Take it out of the scheme.",
            measures=format_list(self.env, sorted(unknown)),
        )

    @api.model
    def _get_queries(self, codes, scope):
        """Return [(query, measures)] of the sources that these measures need.

        :raises UserError: a measure that no installed addon knows
        """
        unknown = self._unknown_measures(codes)
        if unknown:
            raise UserError(unknown)
        return [
            (getattr(self, name)(scope.asking(codes)), provided)
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
            _lt("Net invoiced against the period before; unknown where it was 0 then."),
            empty=None,
        ),
        Measure(
            "invoice_count",
            _lt("Number of Invoices"),
            "count",
            _lt("Posted customer invoices of the period, credit notes not counted."),
        ),
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
            _lt("Full months from the first posted customer invoice to the date of the run."),
        ),
        Measure(
            "group_net_invoiced",
            _lt("Net Invoiced of the Group"),
            "money",
            _lt(
                "Net invoiced of all companies of the customer’s group; without a group, of the "
                "customer and of everybody under the same topmost parent."
            ),
        ),
        sequence=10,
    )
    def _measure_invoices(self, scope):
        """All that stands on invoices, by one pass over as many years as are asked for."""
        grouped = scope.wants("group_net_invoiced")
        return SQL(
            INVOICES,
            months=scope.months,
            start=scope.start,
            before=scope.before_start,
            until=scope.until,
            company=scope.company.id,
            among=scope.among("commercial_partner_id"),
            purchases=SQL(PURCHASES),
            since=self._invoiced_since(scope),
            groups=self._grouped(scope) if grouped else SQL(),
            group_net=SQL("COALESCE(group_net, net_invoiced)" if grouped else "NULL::numeric"),
            group_join=SQL(" FULL JOIN grouped USING (partner_id)" if grouped else ""),
        )

    def _invoiced_since(self, scope):
        """Return the condition that leaves out invoices older than what is asked for."""
        if scope.wants("days_since_invoice", "customer_months"):
            return SQL()
        before = scope.wants("growth", "net_invoiced_before")
        return SQL(" AND invoice_date >= %s", scope.before_start if before else scope.start)

    def _grouped(self, scope):
        """Return the queries of the groups (F-09): what all companies of each bought together.

        Few customers are in one, so that their invoices may be read again. Whoever stands
        between, the invoices of a contact are those of its company.
        """
        return SQL(
            """, %(belongs)s, total AS (
                SELECT root, SUM(amount_untaxed_signed) AS group_net
                  FROM belongs
                  JOIN account_move ON commercial_partner_id = belongs.partner_id
                 WHERE root IN (SELECT root FROM belongs WHERE TRUE%(among)s)
                   AND %(purchases)s AND account_move.company_id = %(company)s
                   AND invoice_date BETWEEN %(start)s AND %(until)s
              GROUP BY root
            ), grouped AS (
                SELECT belongs.partner_id, group_net
                  FROM belongs JOIN total USING (root) WHERE TRUE%(among)s
            )""",
            belongs=SQL(BELONGS),
            start=scope.start,
            until=scope.until,
            company=scope.company.id,
            purchases=SQL(PURCHASES),
            among=scope.among("belongs.partner_id"),
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
        sequence=20,
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

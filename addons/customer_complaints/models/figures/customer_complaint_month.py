from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_base.models.trade.purchase_terms import purchases
from odoo.tools import SQL, format_date

from ..complaint.terms import CLOCK_KINDS
from .figure_terms import COUNTED, IN_TIME, JUDGED, zones

DAYS_HELP = "Median of the clocks that are done, of complaints received in the month."

MONTHS = """
   WITH zone AS (%(zones)s), received AS (
       SELECT complaint.*, zone.day_minutes, date_trunc('month',
                  complaint.received_on AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                  AS month
         FROM customer_complaint complaint
         JOIN zone ON zone.company_id = complaint.company_id
        WHERE %(counted)s
   ), counted AS (
       SELECT company_id, month, COUNT(*)::int AS complaint_count,
              COUNT(*) FILTER (WHERE is_valid)::int AS valid_count,
              COUNT(satisfied)::int AS asked_count,
              100.0 * COUNT(*) FILTER (WHERE satisfied = 'yes')
                  / NULLIF(COUNT(satisfied), 0) AS satisfaction,
              SUM(COALESCE(cost, 0)) AS cost
         FROM received
     GROUP BY company_id, month
   ), clocks AS (
       SELECT received.company_id, received.month, %(kinds)s,
              100.0 * SUM(clock.paused_minutes) FILTER (WHERE clock.date_done IS NOT NULL)
                  / NULLIF(SUM(clock.paused_minutes + clock.running_minutes)
                           FILTER (WHERE clock.date_done IS NOT NULL), 0) AS paused_share
         FROM customer_complaint_clock clock
         JOIN received ON received.id = clock.complaint_id
     GROUP BY received.company_id, received.month
   ), orders AS (
       SELECT sale.company_id, date_trunc('month',
                  sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS month,
              COUNT(*)::int AS order_count
         FROM sale_order sale
         JOIN zone ON zone.company_id = sale.company_id
        WHERE sale.state = 'sale'
     GROUP BY 1, 2
   ), sold AS (
       SELECT company_id, date_trunc('month', invoice_date)::date AS month,
              SUM(amount_untaxed_signed) AS sales
         FROM account_move
        WHERE %(purchases)s
     GROUP BY 1, 2
   )
   SELECT company_id::bigint * 100000 + extract(year FROM month)::int * 12
              + extract(month FROM month)::int AS id,
          company_id, zone.currency_id, month,
          COALESCE(complaint_count, 0) AS complaint_count,
          COALESCE(valid_count, 0) AS valid_count,
          COALESCE(order_count, 0) AS order_count, COALESCE(sales, 0) AS sales,
          100.0 * COALESCE(complaint_count, 0) / NULLIF(order_count, 0)
              AS per_100_orders,
          CASE WHEN sales > 0 THEN 1000000.0 * COALESCE(complaint_count, 0) / sales END
              AS per_million,
          %(columns)s, paused_share, satisfaction,
          COALESCE(asked_count, 0) AS asked_count, COALESCE(cost, 0) AS cost
     FROM counted
FULL JOIN orders USING (company_id, month)
FULL JOIN sold USING (company_id, month)
LEFT JOIN clocks USING (company_id, month)
     JOIN zone USING (company_id)
"""


class CustomerComplaintMonth(models.Model):
    """Complaints of a company by month, beside its orders and sales (REQ C-08, seed S1 六(二)2).

    Everything is about the complaints received in the month, by the company's own clock. Whole
    companies only: read by those who see all customers.
    """

    _name = "customer.complaint.month"
    _description = "Complaints by Month"
    _auto = False
    _order = "month desc, company_id"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    month = fields.Date(readonly=True)
    month_name = fields.Char(string="Year and Month", compute="_compute_month_name")
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    valid_count = fields.Integer(string="Valid Complaints", readonly=True)
    order_count = fields.Integer(string="Orders", readonly=True, help="Confirmed in the month.")
    sales = fields.Monetary(
        readonly=True, help="Posted invoices less credit notes, without tax, by invoice date."
    )
    per_100_orders = fields.Float(
        string="Per 100 Orders", readonly=True, aggregator=None, digits=(16, 2)
    )
    per_million = fields.Float(
        string="Per Million of Sales", readonly=True, aggregator=None, digits=(16, 2)
    )
    # a rate of nothing is no rate: views show it only where these say so
    contact_judged = fields.Integer(readonly=True, aggregator=None)
    solution_judged = fields.Integer(readonly=True, aggregator=None)
    execution_judged = fields.Integer(readonly=True, aggregator=None)
    return_visit_judged = fields.Integer(readonly=True, aggregator=None)
    contact_done = fields.Integer(readonly=True, aggregator=None)
    solution_done = fields.Integer(readonly=True, aggregator=None)
    execution_done = fields.Integer(readonly=True, aggregator=None)
    asked_count = fields.Integer(string="Customers Asked", readonly=True)
    contact_in_time = fields.Float(string="Contact in Time (%)", readonly=True, aggregator=None)
    solution_in_time = fields.Float(string="Solution in Time (%)", readonly=True, aggregator=None)
    execution_in_time = fields.Float(
        string="Carried Out in Time (%)", readonly=True, aggregator=None
    )
    return_visit_in_time = fields.Float(
        string="Return Visit in Time (%)", readonly=True, aggregator=None
    )
    contact_days = fields.Float(
        string="Days to Contact", readonly=True, aggregator=None, help=DAYS_HELP
    )
    contact_days_running = fields.Float(
        string="Days to Contact without Pauses", readonly=True, aggregator=None, help=DAYS_HELP
    )
    solution_days = fields.Float(
        string="Days to Solution", readonly=True, aggregator=None, help=DAYS_HELP
    )
    solution_days_running = fields.Float(
        string="Days to Solution without Pauses", readonly=True, aggregator=None, help=DAYS_HELP
    )
    execution_days = fields.Float(
        string="Days to Carry Out", readonly=True, aggregator=None, help=DAYS_HELP
    )
    execution_days_running = fields.Float(
        string="Days to Carry Out without Pauses", readonly=True, aggregator=None, help=DAYS_HELP
    )
    paused_share = fields.Float(
        string="Time Paused (%)",
        readonly=True,
        aggregator=None,
        help="Share of the working time of all clocks done that lay in pauses.",
    )
    satisfaction = fields.Float(string="Satisfied (%)", readonly=True, aggregator=None)
    cost = fields.Monetary(string="Cost of the Solution", readonly=True)

    @api.depends("month")
    def _compute_month_name(self):
        for row in self:
            row.month_name = format_date(self.env, row.month, date_format="yyyy-MM")

    @property
    def _table_query(self):
        return SQL(
            MONTHS,
            zones=zones(self.env),
            counted=COUNTED,
            purchases=SQL(purchases()),
            kinds=SQL(", ").join(self._kind_columns(kind) for kind, _label in CLOCK_KINDS),
            columns=SQL(", ").join(
                SQL.identifier(name)
                for kind, _label in CLOCK_KINDS
                for name in (
                    f"{kind}_judged",
                    f"{kind}_done",
                    f"{kind}_in_time",
                    f"{kind}_days",
                    f"{kind}_days_running",
                )
                if name in self._fields
            ),
        )

    def _kind_columns(self, kind):
        """Return the columns of one kind of clock: in time, and median days."""
        done = SQL("clock.kind = %s AND clock.date_done IS NOT NULL", kind)
        return SQL(
            """
            COUNT(*) FILTER (WHERE clock.kind = %(kind)s AND %(judged)s)::int AS %(count)s,
            COUNT(*) FILTER (WHERE %(done)s)::int AS %(finished)s,
            100.0 * COUNT(*) FILTER (WHERE clock.kind = %(kind)s AND %(judged)s AND %(in_time)s)
                / NULLIF(COUNT(*) FILTER (WHERE clock.kind = %(kind)s AND %(judged)s), 0)
                AS %(rate)s,
            percentile_cont(0.5) WITHIN GROUP (
                ORDER BY (clock.running_minutes + clock.paused_minutes) / received.day_minutes
            ) FILTER (WHERE %(done)s) AS %(days)s,
            percentile_cont(0.5) WITHIN GROUP (
                ORDER BY clock.running_minutes / received.day_minutes
            ) FILTER (WHERE %(done)s) AS %(running)s
            """,
            kind=kind,
            judged=JUDGED,
            in_time=IN_TIME,
            done=done,
            count=SQL.identifier(f"{kind}_judged"),
            finished=SQL.identifier(f"{kind}_done"),
            rate=SQL.identifier(f"{kind}_in_time"),
            days=SQL.identifier(f"{kind}_days"),
            running=SQL.identifier(f"{kind}_days_running"),
        )

    def action_open_complaints(self):
        """Open the complaints of the month, as far as the user may see them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_complaints.customer_complaint_figure_action"
        )
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("day", ">=", self.month),
            ("day", "<", self.month + relativedelta(months=1)),
        ]
        action["view_mode"] = "list,pivot,graph"
        action["views"] = [(False, "list"), (False, "pivot"), (False, "graph")]
        action["context"] = {}
        return action

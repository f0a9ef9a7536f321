from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.date_utils import start_of

from .purchase_terms import PURCHASES

# Net purchases by company, customer and quarter beside those of one and four quarters before.
# The index _customer_quarter_idx of account.move holds the rows in the order of both steps, so
# that nothing is sorted. ``following`` adds a row of nothing after a quarter with none after it.
QUARTERS = f"""
   WITH bought AS (
       SELECT company_id, commercial_partner_id AS partner_id,
              date_trunc('quarter', invoice_date::timestamp) AS quarter,
              SUM(amount_untaxed_signed) AS amount,
              COUNT(*) FILTER (WHERE move_type = 'out_invoice') AS invoice_count,
              MIN(id) AS id
         FROM account_move
        WHERE {PURCHASES}
     GROUP BY company_id, commercial_partner_id,
              date_trunc('quarter', invoice_date::timestamp)
   ), compared AS (
       SELECT *,
              LAG(quarter) OVER around AS quarter_1, LAG(amount) OVER around AS amount_1,
              LAG(quarter, 2) OVER around AS quarter_2, LAG(amount, 2) OVER around AS amount_2,
              LAG(quarter, 3) OVER around AS quarter_3, LAG(amount, 3) OVER around AS amount_3,
              LAG(quarter, 4) OVER around AS quarter_4, LAG(amount, 4) OVER around AS amount_4,
              LEAD(quarter) OVER around AS next_quarter
         FROM bought
       WINDOW around AS (PARTITION BY company_id, partner_id ORDER BY quarter)
   )
   SELECT compared.id::bigint * 2 + following.step AS id,
          compared.company_id, compared.partner_id,
          (compared.quarter + following.step * INTERVAL '3 months')::date AS quarter,
          CASE following.step WHEN 0 THEN amount ELSE 0 END AS amount,
          CASE following.step WHEN 0 THEN invoice_count ELSE 0 END::int AS invoice_count,
          CASE WHEN following.step = 1 THEN amount
               WHEN quarter_1 = compared.quarter - INTERVAL '3 months' THEN amount_1
               ELSE 0
          END AS previous_amount,
          CASE compared.quarter - following.year_ago
              WHEN quarter_1 THEN amount_1 WHEN quarter_2 THEN amount_2
              WHEN quarter_3 THEN amount_3 WHEN quarter_4 THEN amount_4
              ELSE 0
          END AS year_ago_amount,
          partner.user_id, partner.customer_grade_id, partner.customer_category,
          state.department_id
     FROM compared
     JOIN (VALUES (0, INTERVAL '12 months'), (1, INTERVAL '9 months')) AS following (step, year_ago)
       ON following.step = 0
       OR next_quarter IS DISTINCT FROM compared.quarter + INTERVAL '3 months'
      AND compared.quarter + INTERVAL '3 months' <= %(today)s
     JOIN res_partner partner ON partner.id = compared.partner_id
LEFT JOIN customer_interaction_state state ON state.partner_id = compared.partner_id
                                      AND state.company_id = compared.company_id
"""


class CustomerPurchaseQuarter(models.Model):
    """Purchases of every customer by quarter, against the quarter and the year before.

    REQ B-06, seed S3 四.5(2). Net of credit notes, without tax, in company currency, by invoice
    date; read from the posted invoices each time. A quarter without purchases after one with
    them is a row of its own, so that a drop to nothing shows.

    One aggregation over ``account.move`` and one window over its result: the quarter or the year
    before is the one of the last four rows with that date.
    """

    _name = "customer.purchase.quarter"
    _inherit = ["customer.access.mixin"]
    _description = "Quarterly Purchases"
    _auto = False
    _order = "quarter desc, amount desc, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    quarter = fields.Date(readonly=True)
    quarter_name = fields.Char(string="Year and Quarter", compute="_compute_quarter_name")
    quarters_ago = fields.Integer(
        string="Quarters Ago",
        compute="_compute_quarters_ago",
        search="_search_quarters_ago",
    )
    amount = fields.Monetary(string="Purchases", readonly=True)
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    previous_amount = fields.Monetary(string="Quarter before", readonly=True)
    year_ago_amount = fields.Monetary(string="Same Quarter Last Year", readonly=True)
    previous_change = fields.Float(
        string="Change on Quarter (%)",
        digits=(16, 1),
        compute="_compute_changes",
        help="Against the quarter before; empty where nothing was bought then.",
    )
    year_ago_change = fields.Float(
        string="Change on Year (%)",
        digits=(16, 1),
        compute="_compute_changes",
        help="Against the same quarter of the year before.",
    )
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    customer_grade_id = fields.Many2one("customer.grade", string="Grade", readonly=True)
    customer_category = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)
        ),
        readonly=True,
    )

    @api.depends("quarter")
    @api.depends_context("lang")
    def _compute_quarter_name(self):
        for row in self:
            quarter = (row.quarter.month + 2) // 3
            row.quarter_name = self.env._(
                "Q%(quarter)s %(year)s", quarter=quarter, year=row.quarter.year
            )

    @api.depends("quarter")
    def _compute_quarters_ago(self):
        today = self.env.company._workday_today()
        for row in self:
            months = (today.year - row.quarter.year) * 12 + today.month - row.quarter.month
            row.quarters_ago = months // 3

    @api.model
    def _search_quarters_ago(self, operator, value):
        """The quarter of the company's day and those before; a client's day may be another."""
        if operator != "in":
            return NotImplemented
        this_quarter = start_of(self.env.company._workday_today(), "quarter")
        return Domain(
            "quarter", "in", [this_quarter - relativedelta(months=3 * ago) for ago in value]
        )

    @api.depends("amount", "previous_amount", "year_ago_amount")
    def _compute_changes(self):
        for row in self:
            row.previous_change = row._change(row.previous_amount)
            row.year_ago_change = row._change(row.year_ago_amount)

    def _change(self, before):
        """Return the change in per cent, 0 where nothing was bought before."""
        return (self.amount - before) / abs(before) * 100 if before else 0.0

    @property
    def _table_query(self):
        return SQL(QUARTERS, today=self.env.company._workday_today())

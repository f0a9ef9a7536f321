from odoo import api, fields, models
from odoo.tools import SQL

# Net purchases by company, customer and quarter beside those of one and four quarters before.
QUARTERS = """
   WITH bought AS (
       SELECT company_id, commercial_partner_id AS partner_id,
              date_trunc('quarter', invoice_date::timestamp)::date AS quarter,
              SUM(amount_untaxed_signed) AS amount,
              COUNT(*) FILTER (WHERE move_type = 'out_invoice') AS invoice_count,
              MIN(id) AS id
         FROM account_move
        WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
          AND commercial_partner_id IS NOT NULL AND invoice_date IS NOT NULL
     GROUP BY company_id, commercial_partner_id,
              date_trunc('quarter', invoice_date::timestamp)::date
   ), numbered AS (
       SELECT *, (EXTRACT(YEAR FROM quarter) * 4 + EXTRACT(QUARTER FROM quarter))::int
                  AS number
         FROM bought
   ), compared AS (
       SELECT *,
              CASE WHEN LAG(number) OVER around = number - 1 THEN LAG(amount) OVER around END
                  AS previous_amount,
              CASE number - 4
                  WHEN LAG(number, 4) OVER around THEN LAG(amount, 4) OVER around
                  WHEN LAG(number, 3) OVER around THEN LAG(amount, 3) OVER around
                  WHEN LAG(number, 2) OVER around THEN LAG(amount, 2) OVER around
                  WHEN LAG(number) OVER around THEN LAG(amount) OVER around
              END AS year_ago_amount,
              CASE number - 3
                  WHEN LAG(number, 3) OVER around THEN LAG(amount, 3) OVER around
                  WHEN LAG(number, 2) OVER around THEN LAG(amount, 2) OVER around
                  WHEN LAG(number) OVER around THEN LAG(amount) OVER around
              END AS year_ago_of_next,
              LEAD(number) OVER around AS next_number
         FROM numbered
       WINDOW around AS (PARTITION BY company_id, partner_id ORDER BY number)
   ), quarters AS (
       SELECT id::bigint * 2 AS id, company_id, partner_id, quarter, amount,
              invoice_count, previous_amount, year_ago_amount
         FROM compared
        UNION ALL
       -- nothing bought in the quarter after this one
       SELECT id::bigint * 2 + 1, company_id, partner_id,
              (quarter + INTERVAL '3 months')::date, 0, 0, amount, year_ago_of_next
         FROM compared
        WHERE next_number IS DISTINCT FROM number + 1
          AND quarter + INTERVAL '3 months' <= %(today)s
   )
   SELECT quarters.id, quarters.company_id, quarters.partner_id, quarters.quarter,
          quarters.amount, quarters.invoice_count::int,
          COALESCE(quarters.previous_amount, 0) AS previous_amount,
          COALESCE(quarters.year_ago_amount, 0) AS year_ago_amount,
          partner.user_id, partner.customer_grade_id, partner.customer_category,
          state.department_id
     FROM quarters
     JOIN res_partner partner ON partner.id = quarters.partner_id
LEFT JOIN customer_contact_state state ON state.partner_id = quarters.partner_id
                                      AND state.company_id = quarters.company_id
"""


class CustomerPurchaseQuarter(models.Model):
    """Purchases of every customer by quarter, against the quarter and the year before.

    REQ B-06, seed S3 四.5(2). Net of credit notes, without tax, in company currency, by invoice
    date; read from the posted invoices each time. A quarter without purchases after one with
    them is a row of its own, so that a drop to nothing shows.

    One aggregation over ``account.move`` and one window over its result:
    quarters are counted (year * 4 + quarter), and the quarter or the year before is the one of
    the last four rows whose number is 1 or 4 less.
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
    def _compute_quarter_name(self):
        for row in self:
            row.quarter_name = f"{row.quarter.year} Q{(row.quarter.month + 2) // 3}"

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
        return SQL(QUARTERS, today=fields.Date.today())

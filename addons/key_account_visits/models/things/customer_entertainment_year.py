from odoo import api, fields, models
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.tools import SQL

from .customer_budget_entry import EXPENSE_SPENT

# Enterprise Income Tax Regulations Art. 43 (facts.md §2, F20): the smaller of the two lines.
DEDUCTIBLE_PERCENT = 60
SALES_PER_MILLE = 5

# One row for each company and year with entertainment or sales.
FIGURES = """
WITH spent AS (
    SELECT expense.company_id, EXTRACT(YEAR FROM expense.date)::int AS year,
           SUM(expense.total_amount) AS amount, COUNT(*) AS count
      FROM hr_expense expense
      JOIN product_product product ON product.id = expense.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE template.customer_entertainment AND template.can_be_expensed
       AND expense.state IN %(spent)s
  GROUP BY 1, 2
), sold AS (
    SELECT company_id, EXTRACT(YEAR FROM invoice_date)::int AS year,
           SUM(amount_untaxed_signed) AS amount
      FROM account_move
     WHERE %(purchases)s
  GROUP BY 1, 2
), heads AS (
    SELECT company_id, EXTRACT(YEAR FROM date)::int AS year,
           SUM(amount) AS amount, SUM(heads) AS heads
      FROM (%(heads)s) AS document
     WHERE heads > 0
  GROUP BY 1, 2
), figures AS (
    SELECT company_id, year, COALESCE(spent.amount, 0) AS spent,
           COALESCE(spent.count, 0)::int AS expense_count,
           COALESCE(sold.amount, 0) AS sales,
           COALESCE(spent.amount, 0) * %(percent)s / 100.0 AS limit_spent,
           GREATEST(COALESCE(sold.amount, 0), 0) * %(mille)s / 1000.0 AS limit_sales
      FROM spent FULL JOIN sold USING (company_id, year)
)
SELECT company_id::bigint * 10000 + year AS id, company_id, year::text AS year,
       spent, expense_count, sales, limit_spent, limit_sales,
       LEAST(limit_spent, limit_sales) AS deductible,
       spent - LEAST(limit_spent, limit_sales) AS not_deductible,
       limit_spent > limit_sales AS beyond_sales,
       COALESCE(heads.heads, 0)::int AS head_count,
       heads.amount / heads.heads AS head_cost
  FROM figures LEFT JOIN heads USING (company_id, year)
"""


class CustomerEntertainmentYear(models.Model):
    """Business entertainment of a company and year against what is deductible (业务招待费).

    Issue 10 "Budget", facts.md §2: 60 % of it, and not more than 5‰ of the year's sales.
    Entertainment is what was spent by expenses of the categories marked so, tax included: input
    tax on it is not creditable. Sales are posted customer invoices less credit notes, untaxed.
    """

    _name = "customer.entertainment.year"
    _description = "Business Entertainment of a Year"
    _auto = False
    _order = "year desc, company_id"
    _rec_name = "year"

    year = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    spent = fields.Monetary(string="Entertainment", readonly=True)
    expense_count = fields.Integer(string="Expenses", readonly=True)
    sales = fields.Monetary(string="Sales", readonly=True, help="Posted invoices, untaxed.")
    limit_spent = fields.Monetary(string="60 % of Entertainment", readonly=True)
    limit_sales = fields.Monetary(string="5‰ of Sales", readonly=True)
    deductible = fields.Monetary(readonly=True, help="The smaller of the two lines.")
    not_deductible = fields.Monetary(string="Not Deductible", readonly=True)
    beyond_sales = fields.Boolean(
        string="Beyond 5‰", readonly=True, help="60 % of entertainment is more than 5‰ of sales."
    )
    head_count = fields.Integer(
        string="Heads", readonly=True, help="Of the documents that say how many took part."
    )
    head_cost = fields.Monetary(
        string="Cost per Head", readonly=True, aggregator=None,
        help="Of the documents that say how many took part.",
    )  # fmt: skip

    @api.model
    def _entertainment_head_sources(self):
        """Return SQL of documents that say how many took part; extended by ``super()``.

        :return: list of SELECTs with the columns company_id, date, amount (company currency), heads
        """
        return []

    @property
    def _table_query(self):
        none = SQL("SELECT NULL::int AS company_id, NULL::date AS date, 0 AS amount, 0 AS heads")
        return SQL(
            FIGURES,
            spent=EXPENSE_SPENT,
            purchases=SQL(PURCHASES),
            heads=SQL(" UNION ALL ").join([none, *self._entertainment_head_sources()]),
            percent=DEDUCTIBLE_PERCENT,
            mille=SALES_PER_MILLE,
        )

    def action_open_expenses(self):
        """Open the expenses behind the figure, those the reader may see."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entertainment %(year)s", year=self.year),
            "res_model": "hr.expense",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("state", "in", list(EXPENSE_SPENT)),
                ("product_id.customer_entertainment", "=", True),
                ("product_id.can_be_expensed", "=", True),
                ("date", ">=", f"{self.year}-01-01"),
                ("date", "<=", f"{self.year}-12-31"),
            ],
        }

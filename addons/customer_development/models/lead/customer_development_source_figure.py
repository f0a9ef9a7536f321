from odoo import fields, models
from odoo.tools import SQL

from ..plan.customer_development_plan_figures import WON_STATES

# Prospects by the year they were registered in, customers by the year they were signed in, costs
# by the year they were spent in.
FIGURES = """
    WITH counted AS (
        SELECT company_id, source_id, EXTRACT(YEAR FROM date)::int AS year,
               COUNT(*) AS registered, 0 AS won, 0::numeric AS cost
          FROM customer_development
         WHERE source_id IS NOT NULL
      GROUP BY 1, 2, 3
     UNION ALL
        SELECT company_id, source_id, EXTRACT(YEAR FROM signed_on)::int,
               0, COUNT(DISTINCT commercial_partner_id), 0
          FROM customer_development
         WHERE source_id IS NOT NULL AND signed_on IS NOT NULL AND state = ANY(%(states)s)
      GROUP BY 1, 2, 3
     UNION ALL
        SELECT company_id, source_id, EXTRACT(YEAR FROM date)::int, 0, 0, SUM(amount)
          FROM customer_development_source_cost
      GROUP BY 1, 2, 3
    )
    SELECT (company_id * 100000::bigint + source_id) * 10000 + year AS id,
           company_id, source_id, year,
           SUM(registered)::int AS registered, SUM(won)::int AS won, SUM(cost) AS cost,
           SUM(cost) / NULLIF(SUM(registered), 0) AS cost_per_prospect,
           SUM(cost) / NULLIF(SUM(won), 0) AS cost_per_customer
      FROM counted
  GROUP BY company_id, source_id, year
"""
# A cost for each of a group is the group's costs through the group's number, not an average.
RATIOS = {
    "cost_per_prospect:sum": "registered",
    "cost_per_customer:sum": "won",
}


class CustomerDevelopmentSourceFigure(models.Model):
    """What a source brought in a year and what each new customer of it cost (REQ B-16)."""

    _name = "customer.development.source.figure"
    _description = "Results of Prospect Sources"
    _auto = False
    _order = "year desc, cost_per_customer, id"
    _rec_name = "source_id"
    _depends = {
        "customer.development": [
            "company_id", "source_id", "date", "signed_on", "state", "commercial_partner_id",
        ],
        "customer.development.source.cost": ["company_id", "source_id", "date", "amount"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    source_id = fields.Many2one("customer.development.source", "Source", readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    registered = fields.Integer("Prospects Registered", readonly=True)
    won = fields.Integer("New Customers", readonly=True, help="Signed in the year.")
    cost = fields.Monetary("Cost of the Source", readonly=True)
    cost_per_prospect = fields.Monetary("Cost per Prospect", readonly=True, aggregator="sum")
    cost_per_customer = fields.Monetary(
        "Cost per New Customer",
        readonly=True,
        aggregator="sum",
        help="Cost of the year through the new customers of the year; empty without any.",
    )

    @property
    def _table_query(self):
        return SQL(FIGURES, states=list(WON_STATES))

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "cost", query),
            self._field_to_sql(self._table, RATIOS[aggregate_spec], query),
        )

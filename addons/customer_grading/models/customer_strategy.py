from odoo import api, fields, models, tools
from odoo.tools import SQL

# What weighs more when several strategies fit: importance, then the grade, then the category.
# Kept beside _ranked() below, which says the same in Python.
CHOSEN = """
    SELECT strategy.id
      FROM customer_strategy strategy
     WHERE strategy.active
       AND (strategy.company_id IS NULL OR strategy.company_id = %(company_id)s)
       AND (strategy.customer_category IS NULL
            OR strategy.customer_category = partner.customer_category)
       AND (strategy.customer_grade_id IS NULL
            OR strategy.customer_grade_id = partner.customer_grade_id)
       AND (strategy.for_key_account IS NOT TRUE OR partner.is_key_account)
  ORDER BY strategy.for_key_account IS TRUE DESC,
           strategy.customer_grade_id IS NOT NULL DESC,
           strategy.customer_category IS NOT NULL DESC,
           strategy.company_id IS NOT NULL DESC,
           strategy.sequence, strategy.id
     LIMIT 1
"""


class CustomerStrategy(models.Model):
    """How customers of a category, a grade, or importance are worked on (REQ G-09).

    Seed S1 三(三). One strategy holds for each customer, the most specific one that fits: one
    for important customers before one for a grade, one for a grade before one for a category;
    among equals the company's own, then the first in the list.
    """

    _name = "customer.strategy"
    _description = "Customer Strategy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    customer_category = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)
        ),
        help="Empty: every category.",
    )
    customer_grade_id = fields.Many2one(
        "customer.grade", string="Grade", ondelete="restrict", help="Empty: every grade."
    )
    for_key_account = fields.Boolean(string="Important Customers Only")
    text = fields.Text(string="Strategy", translate=True, required=True)
    task_ids = fields.One2many("customer.strategy.task", "strategy_id", string="Tasks")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)

    @api.model
    @tools.ormcache("company_id")
    def _ranked(self, company_id):
        """Return ((id, category, grade's id, important only)…), the most specific first.

        See ``CHOSEN``. Every customer's form asks for it.
        """
        # sudo: which strategy holds does not depend on who looks
        found = self.sudo().search(
            [("company_id", "in", (False, company_id)), ("active", "=", True)]
        )
        ranked = found.sorted(
            lambda strategy: (
                not strategy.for_key_account,
                not strategy.customer_grade_id,
                not strategy.customer_category,
                not strategy.company_id,
                strategy.sequence,
                strategy.id,
            )
        )
        return tuple(
            (
                strategy.id,
                strategy.customer_category,
                strategy.customer_grade_id.id,
                strategy.for_key_account,
            )
            for strategy in ranked
        )

    @api.model_create_multi
    def create(self, vals_list):
        strategies = super().create(vals_list)
        self.env.registry.clear_cache()
        return strategies

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @api.private
    def _pick(self, partners, company):
        """Return {partner: strategy} of these customers, without a query for the strategies."""
        ranked = self._ranked(company.id)
        picked = {}
        for partner in partners:
            customer = partner.commercial_partner_id
            fitting = (
                strategy_id
                for strategy_id, category, grade_id, important in ranked
                if category in (False, customer.customer_category)
                and grade_id in (False, customer.customer_grade_id.id)
                and (not important or customer.is_key_account)
            )
            strategy_id = next(fitting, False) if customer.customer_category else False
            # sudo: as in _ranked
            picked[partner] = self.sudo().browse(strategy_id)
        return picked

    @api.model
    def _chosen_query(self, company):
        """Query of the one strategy of ``partner``, to be joined laterally."""
        return SQL(CHOSEN, company_id=company.id)

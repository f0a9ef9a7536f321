from odoo import api, fields, models
from odoo.tools import format_amount


class CustomerReception(models.Model):
    """What the reception may cost, beside the standards for guests of its level (V-08)."""

    _inherit = "customer.reception"

    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        default=lambda self: self.env.company.currency_id,
    )
    budget = fields.Monetary(tracking=True, help="Money asked for; finance decides on it as well.")
    planned_cost = fields.Monetary(
        string="Cost of the Schedule",
        compute="_compute_planned_cost",
        store=True,
        currency_field="company_currency_id",
    )
    standard_warning = fields.Char(string="Above the Standard", compute="_compute_standard_warning")

    @api.depends("slot_ids.cost")
    def _compute_planned_cost(self):
        for reception in self:
            reception.planned_cost = sum(reception.slot_ids.mapped("cost"))

    @api.depends("slot_ids.cost", "slot_ids.heads", "slot_ids.kind", "level_id", "head_count")
    @api.depends_context("lang")
    def _compute_standard_warning(self):
        limits = {"meal": "meal_limit", "lodging": "lodging_limit"}
        for reception in self:
            above = []
            for slot in reception.slot_ids.filtered(lambda s: s.kind in limits and s.cost):
                limit = reception.level_id[limits[slot.kind]]
                heads = slot.heads or reception.head_count or 1
                if limit and slot.cost / heads > limit:
                    above.append(
                        self.env._(
                            "%(what)s: %(cost)s a head, at most %(limit)s",
                            what=slot.name,
                            cost=format_amount(
                                self.env, slot.cost / heads, reception.company_currency_id
                            ),
                            limit=format_amount(self.env, limit, reception.company_currency_id),
                        )
                    )
            reception.standard_warning = "; ".join(above)

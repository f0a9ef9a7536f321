from odoo import api, fields, models


class ResPartner(models.Model):
    # The strategy that holds for a customer (REQ G-09).

    _inherit = "res.partner"

    customer_strategy_id = fields.Many2one(
        "customer.strategy",
        string="Strategy",
        compute="_compute_customer_strategy_id",
        groups="customer_base.group_customer_user",
        help="The most specific one for importance, grade and category.",
    )
    customer_strategy_text = fields.Text(
        string="What to Do",
        compute="_compute_customer_strategy_id",
        groups="customer_base.group_customer_user",
    )
    customer_strategy_task_ids = fields.Many2many(
        "customer.strategy.task",
        string="Strategy Tasks",
        compute="_compute_customer_strategy_id",
        groups="customer_base.group_customer_user",
    )

    @api.depends(
        "commercial_partner_id.customer_category",
        "commercial_partner_id.customer_grade_id",
        "commercial_partner_id.is_key_account",
    )
    @api.depends_context("company")
    def _compute_customer_strategy_id(self):
        picked = self.env["customer.strategy"]._pick(self, self.env.company)
        for partner in self:
            strategy = picked[partner]
            partner.customer_strategy_id = strategy
            partner.customer_strategy_text = strategy.text
            partner.customer_strategy_task_ids = strategy.task_ids

    def _customer_overview_notes(self, company):
        notes = super()._customer_overview_notes(company)
        strategy = self.customer_strategy_id
        if strategy:
            text = self.env._("%(name)s: %(text)s", name=strategy.name, text=strategy.text)
            notes.append({"text": text, "tone": "info"})
        return notes

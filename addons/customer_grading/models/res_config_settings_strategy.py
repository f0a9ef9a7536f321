from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_strategy_tasks = fields.Boolean(
        related="company_id.customer_strategy_tasks", readonly=False
    )

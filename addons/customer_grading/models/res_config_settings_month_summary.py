from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_month_summary = fields.Boolean(
        related="company_id.customer_month_summary", readonly=False
    )
    customer_month_summary_days = fields.Integer(
        related="company_id.customer_month_summary_days", readonly=False
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_gift_limit = fields.Monetary(
        related="company_id.customer_gift_limit",
        currency_field="currency_id",
        readonly=False,
    )
    customer_purchase_late_days = fields.Integer(
        related="company_id.customer_purchase_late_days", readonly=False
    )
    customer_purchase_over_percent = fields.Float(
        related="company_id.customer_purchase_over_percent", readonly=False
    )

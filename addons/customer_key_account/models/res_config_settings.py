from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_key_account_near = fields.Integer(
        related="company_id.customer_key_account_near", readonly=False
    )

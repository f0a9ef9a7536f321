from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_compliance_since = fields.Date(
        related="company_id.customer_compliance_since", readonly=False
    )

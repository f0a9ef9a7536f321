from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_lead_days = fields.Integer(related="company_id.customer_lead_days", readonly=False)

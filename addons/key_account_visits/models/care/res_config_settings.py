from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_care_active = fields.Boolean(related="company_id.customer_care_active", readonly=False)
    customer_care_days = fields.Integer(related="company_id.customer_care_days", readonly=False)
    customer_care_leap_policy = fields.Selection(
        related="company_id.customer_care_leap_policy", readonly=False
    )
    customer_care_keeper_id = fields.Many2one(
        related="company_id.customer_care_keeper_id", readonly=False
    )

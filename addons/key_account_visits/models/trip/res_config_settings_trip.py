from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_trip_days = fields.Integer(related="company_id.customer_trip_days", readonly=False)
    customer_checkin_position = fields.Boolean(
        related="company_id.customer_checkin_position", readonly=False
    )
    customer_checkin_retention = fields.Integer(
        related="company_id.customer_checkin_retention", readonly=False
    )

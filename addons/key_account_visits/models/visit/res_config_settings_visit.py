from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_visit_two_people = fields.Boolean(
        related="company_id.customer_visit_two_people", readonly=False
    )
    customer_follow_up_days = fields.Integer(
        related="company_id.customer_follow_up_days", readonly=False
    )

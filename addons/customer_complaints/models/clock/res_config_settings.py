from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_complaint_reminder = fields.Boolean(
        related="company_id.customer_complaint_reminder", readonly=False
    )
    customer_complaint_acknowledge = fields.Boolean(
        related="company_id.customer_complaint_acknowledge", readonly=False
    )
    customer_complaint_reopen_months = fields.Integer(
        related="company_id.customer_complaint_reopen_months", readonly=False
    )
    customer_complaint_repeat_months = fields.Integer(
        related="company_id.customer_complaint_repeat_months", readonly=False
    )

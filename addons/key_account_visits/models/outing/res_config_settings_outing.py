from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_report_days = fields.Integer(related="company_id.customer_report_days", readonly=False)
    customer_report_reminder = fields.Boolean(
        related="company_id.customer_report_reminder", readonly=False
    )
    customer_unplanned_approval = fields.Boolean(
        related="company_id.customer_unplanned_approval", readonly=False
    )

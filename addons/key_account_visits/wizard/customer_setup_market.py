from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    # Both reminders of the market room are switched on here or in the settings (L-02).

    _inherit = "customer.setup"

    customer_feedback_reminder = fields.Boolean(string="Remind of Feedback Forms")
    customer_market_report_active = fields.Boolean(string="Monthly Market Reports")

    @api.model
    def _company_fields(self):
        return [
            *super()._company_fields(),
            "customer_feedback_reminder",
            "customer_market_report_active",
        ]

from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    # Reminders and mails to customers are switched on by the company.

    _inherit = "customer.setup"

    customer_complaint_reminder = fields.Boolean(string="Remind and Escalate Complaints")
    customer_complaint_acknowledge = fields.Boolean(string="Acknowledge Complaints")

    @api.model
    def _company_fields(self):
        return [
            *super()._company_fields(),
            "customer_complaint_reminder",
            "customer_complaint_acknowledge",
        ]

from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    # Reminders of reports are switched on by the company (L-02).

    _inherit = "customer.setup"

    customer_report_reminder = fields.Boolean(string="Remind of Reports")

    @api.model
    def _company_fields(self):
        return [*super()._company_fields(), "customer_report_reminder"]

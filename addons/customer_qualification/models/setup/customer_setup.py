from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    # What stops orders is switched on by the company.

    _inherit = "customer.setup"

    customer_release_required = fields.Boolean(string="Only Released Customers Are Supplied")
    customer_credit_control = fields.Boolean(string="Prepayment and Credit Are Checked")
    customer_paper_reminder = fields.Boolean(string="Remind of Papers that Run Out")

    @api.model
    def _company_fields(self):
        return [
            *super()._company_fields(),
            "customer_release_required",
            "customer_credit_control",
            "customer_paper_reminder",
        ]

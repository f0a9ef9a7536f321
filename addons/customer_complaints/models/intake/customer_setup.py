from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    # Asking customers by mail is switched on by the company (L-02).

    _inherit = "customer.setup"

    customer_complaint_rating = fields.Boolean(string="Ask Customers Whether They Are Satisfied")

    @api.model
    def _company_fields(self):
        return [*super()._company_fields(), "customer_complaint_rating"]

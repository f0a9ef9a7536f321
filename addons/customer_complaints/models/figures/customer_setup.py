from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    # Notices of complaints are switched on by the company (L-02).

    _inherit = "customer.setup"

    complaint_key_account_notice = fields.Boolean(
        string="Tell of Complaints of Important Customers"
    )

    @api.model
    def _company_fields(self):
        return [*super()._company_fields(), "complaint_key_account_notice"]

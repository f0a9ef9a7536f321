from odoo import api, fields, models


class CustomerSetup(models.TransientModel):
    _inherit = "customer.setup"

    customer_care_active = fields.Boolean(string="Customer Care")

    @api.model
    def _company_fields(self):
        return [*super()._company_fields(), "customer_care_active"]

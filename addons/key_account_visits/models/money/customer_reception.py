from odoo import fields, models


class CustomerReception(models.Model):
    _inherit = "customer.reception"

    expense_ids = fields.One2many("hr.expense", "reception_id", string="Expense List")

    def _outing_receivers(self):
        return self.guest_ids.partner_id

from odoo import fields, models


class CustomerVisit(models.Model):
    _inherit = "customer.visit"

    expense_ids = fields.One2many("hr.expense", "visit_id", string="Expense List")

    def _outing_receivers(self):
        return self.contact_ids

from odoo import fields, models


class CustomerTrip(models.Model):
    _inherit = "customer.trip"

    expense_ids = fields.One2many("hr.expense", "trip_id", string="Expense List")

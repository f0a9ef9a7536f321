from odoo import fields, models


class CustomerFile(models.Model):
    """What the development of a customer found out stays in its file (REQ D-02, D-15)."""

    _inherit = "customer.file"

    scale = fields.Text("Scale and Strength", help="Staff, sales, capacity, places, equipment.")
    organization = fields.Text("Organisation", help="Departments and who decides what.")
    needs = fields.Text("Customer's Needs")

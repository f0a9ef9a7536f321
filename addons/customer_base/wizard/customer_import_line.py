from odoo import fields, models


class CustomerImportLine(models.TransientModel):
    """A row of a customer list that was not imported, and why."""

    _name = "customer.import.line"
    _description = "Rejected Row"
    _order = "row, id"

    import_id = fields.Many2one("customer.import", required=True, ondelete="cascade", index=True)
    row = fields.Integer(required=True)
    name = fields.Char(string="Customer")
    message = fields.Text(string="Problem", required=True)

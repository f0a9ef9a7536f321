from odoo import fields, models


class CustomerProspectImportLine(models.TransientModel):
    """A row of a prospect directory that was not imported (REQ D-02)."""

    _name = "customer.prospect.import.line"
    _description = "Prospect Not Imported"
    _order = "row"

    import_id = fields.Many2one("customer.prospect.import", required=True, ondelete="cascade")
    row = fields.Integer(readonly=True)
    name = fields.Char(readonly=True)
    message = fields.Text(string="Problem", readonly=True)

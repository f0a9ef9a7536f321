from odoo import fields, models


class CustomerFileSendBack(models.TransientModel):
    """Say what is wrong with changes of a customer file (REQ B-03)."""

    _name = "customer.file.send.back"
    _description = "Send Changes Back"

    change_ids = fields.Many2many("customer.file.change", string="Changes", readonly=True)
    comment = fields.Text(required=True)

    def action_confirm(self):
        """Send the changes back with the comment; the changes check who may."""
        self.ensure_one()
        self.change_ids.action_send_back(self.comment)
        return {"type": "ir.actions.act_window_close"}

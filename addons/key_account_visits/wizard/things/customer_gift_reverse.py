from odoo import fields, models


class CustomerGiftReverse(models.TransientModel):
    """Ask why a recorded gift is reversed."""

    _name = "customer.gift.reverse"
    _description = "Reverse a Gift"

    gift_id = fields.Many2one("customer.gift", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Reverse the gift with the reason given.

        :raises UserError: not a superior's to do, or without a reason
        """
        self.ensure_one()
        self.gift_id._reverse(self.reason)
        return {"type": "ir.actions.act_window_close"}

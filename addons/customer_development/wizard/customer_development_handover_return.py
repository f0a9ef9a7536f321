from odoo import fields, models


class CustomerDevelopmentHandoverReturn(models.TransientModel):
    """Ask the receiver why a customer is not taken over (REQ D-17)."""

    _name = "customer.development.handover.return"
    _description = "Reason of Returning a Hand-over"

    handover_ids = fields.Many2many(
        "customer.development.handover", "customer_handover_return_rel", required=True
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Give the hand-overs back with the reason."""
        self.ensure_one()
        self.handover_ids._return(self.reason)
        return {"type": "ir.actions.act_window_close"}

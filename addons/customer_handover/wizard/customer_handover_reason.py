from odoo import fields, models


class CustomerHandoverReason(models.TransientModel):
    """Asks for the reason of a step that needs one."""

    _name = "customer.handover.reason"
    _description = "Reason of a Step"

    handover_id = fields.Many2one("customer.handover", required=True, ondelete="cascade")
    step = fields.Selection(
        [("decline", "Decline"), ("cancel", "Cancel"), ("undo", "Take the Hand-Over Back")],
        required=True,
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Take the step; the step itself checks who may."""
        self.ensure_one()
        steps = {
            "decline": self.handover_id.action_decline,
            "cancel": self.handover_id.action_cancel,
            "undo": self.handover_id.action_undo,
        }
        steps[self.step](self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerCareEventReason(models.TransientModel):
    """Ask why an event is called off or opened again (REQ V-19)."""

    _name = "customer.care.event.reason"
    _description = "Reason of an Event"

    event_ids = fields.Many2many("customer.care.event", string="Events", required=True)
    kind = fields.Selection([("cancel", "Cancel"), ("reopen", "Reopen")], required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Cancel or reopen the events with the reason given.

        :raises UserError: without a reason
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write the reason."))
        if self.kind == "cancel":
            self.event_ids.action_cancel(self.reason)
        else:
            self.event_ids.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}

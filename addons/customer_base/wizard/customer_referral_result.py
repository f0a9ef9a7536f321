from odoo import fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError


class CustomerReferralResult(models.TransientModel):
    """Why a referral is declined, lost or closed (REQ B-15)."""

    _name = "customer.referral.result"
    _description = "Reason for a Referral's End"

    referral_id = fields.Many2one("customer.referral", required=True, ondelete="cascade")
    action = fields.Selection(
        [("decline", "Decline"), ("lose", "Lost"), ("close", "Close")], required=True
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """:raises UserError: no reason, or not for this person"""
        self.ensure_one()
        if not read_comment(self.reason):
            raise UserError(self.env._("Give a reason."))
        self.referral_id._move(self.action, self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerLeadStep(models.TransientModel):
    """Why a prospect is given back, who works on it instead, or what became of it (REQ B-16)."""

    _name = "customer.lead.step"
    _inherit = ["customer.entry.mixin"]
    _description = "Answer to a Prospect"
    _entry_links = ("assignment_id",)
    _entry_right = "read"

    assignment_id = fields.Many2one(
        "customer.lead.assignment", required=True, ondelete="cascade", string="Prospect Passed On"
    )
    action = fields.Selection(
        [("give_back", "Give Back"), ("assign", "Pass to Somebody Else"), ("close", "Close")],
        required=True,
    )
    reason = fields.Char()
    user_id = fields.Many2one("res.users", "Salesperson", domain="[('share', '=', False)]")

    def action_confirm(self):
        """:raises UserError: nothing entered, or not for this person"""
        self.ensure_one()
        lead = self.assignment_id
        if self.action == "give_back":
            lead._give_back(self.reason)
        elif self.action == "close":
            lead._close(self.reason)
        elif not self.user_id:
            raise UserError(self.env._("Choose the salesperson who is asked now."))
        else:
            lead._assign(self.user_id)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class CustomerAccountPlanClose(models.TransientModel):
    """What was reached with a key account, when its plan is closed."""

    _name = "customer.account.plan.close"
    _inherit = ["customer.entry.mixin"]
    _description = "Close an Account Plan"
    _entry_links = ("plan_id",)

    plan_id = fields.Many2one("customer.account.plan", required=True, ondelete="cascade")
    result = fields.Text("What Was Reached", required=True)

    def action_confirm(self):
        """:raises UserError: nothing written, or not the user's plan"""
        self.ensure_one()
        self.plan_id._close(self.result)
        return {"type": "ir.actions.act_window_close"}

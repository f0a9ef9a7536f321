from odoo import fields, models
from odoo.exceptions import UserError


class CustomerCareSkip(models.TransientModel):
    """Ask why customers are not greeted at an occasion (REQ V-12)."""

    _name = "customer.care.skip"
    _description = "Customer Care Not Done"

    task_ids = fields.Many2many("customer.care.task", string="Tasks", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Close the tasks as not done with the reason given.

        :raises UserError: without a reason
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write the reason."))
        self.task_ids.action_skip(self.reason)
        return {"type": "ir.actions.act_window_close"}

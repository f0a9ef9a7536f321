from odoo import api, models


class CustomerApproval(models.Model):
    """Until when a round waits, as a date and in working days (U-02)."""

    _name = "customer.approval"
    _inherit = ["customer.approval", "customer.due.mixin"]
    _due_field = "due_date"

    @api.depends("step_ids.state", "step_ids.due_date")
    def _compute_due_date(self):
        """Stored, so that the inbox begins with what is due first."""
        for approval in self:
            step = approval.step_ids.filtered(lambda step: step.state == "pending")[:1]
            approval.due_date = step.due_date

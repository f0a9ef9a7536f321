from odoo import api, fields, models


class CustomerApproval(models.Model):
    """Until when a round waits, as a date and in working days (U-02)."""

    _inherit = "customer.approval"

    due_days = fields.Integer(string="Working Days Left", compute="_compute_due_text")
    due_text = fields.Char(string="Time Left", compute="_compute_due_text")

    @api.depends("step_ids.state", "step_ids.due_date")
    def _compute_due_date(self):
        """Stored, so that the inbox begins with what is due first."""
        for approval in self:
            step = approval.step_ids.filtered(lambda step: step.state == "pending")[:1]
            approval.due_date = step.due_date

    @api.depends("due_date")
    @api.depends_context("lang")
    def _compute_due_text(self):
        self.due_days, self.due_text = 0, False
        waiting = self.filtered("due_date")
        for company, approvals in waiting.grouped("company_id").items():
            # sudo: working days are no secret
            left = company.sudo()._workday_left(approvals.mapped("due_date"))
            for approval in approvals:
                approval.due_days, approval.due_text = left[approval.due_date]

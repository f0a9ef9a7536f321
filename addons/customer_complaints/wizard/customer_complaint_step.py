from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.complaint.terms import FAULTS, PAUSE_REASONS

KINDS = [
    ("contact", "Contacted"),
    ("assign", "Assign"),
    ("refuse", "Not Agreed"),
    ("agree", "Agreed"),
    ("visit", "Return Visit"),
    ("reopen", "Reopen"),
    ("withdraw", "Withdraw"),
    ("join", "Join with Another"),
    ("pause", "Pause"),
    ("judge", "Judge"),
    ("appeal", "Appeal"),
    ("decide", "Decide on Appeal"),
]


class CustomerComplaintStep(models.TransientModel):
    """Asks for what a step of a complaint needs; the complaint checks who may."""

    _name = "customer.complaint.step"
    _description = "Step of a Complaint"

    complaint_ids = fields.Many2many("customer.complaint", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    note = fields.Text(string="Reason or Result")
    department_id = fields.Many2one("hr.department", string="Responsible Department")
    user_id = fields.Many2one("res.users", string="Assigned to", domain="[('share', '=', False)]")
    satisfied = fields.Selection([("yes", "Satisfied"), ("no", "Not Satisfied")], default="yes")
    target_id = fields.Many2one("customer.complaint", string="Goes on as")
    pause_reason = fields.Selection(PAUSE_REASONS, string="Waiting for", default="customer")
    fault = fields.Selection(FAULTS, string="At Fault")
    employee_id = fields.Many2one("hr.employee.public", string="Employee at Fault")
    answer_id = fields.Many2one("customer.complaint.answer", string="Saved Answer")

    @api.model
    @api.private
    def _dialog(self, complaints, kind):
        """Return the action that asks, for these complaints."""
        first = complaints[:1]
        vals = {
            "complaint_ids": complaints.ids,
            "company_id": first.company_id.id,
            "kind": kind,
        }
        if kind == "assign":
            department = first.responsible_department_id or (
                first.category_id._responsible_department(first.company_id)
            )
            vals |= {
                "department_id": department.id,
                # sudo: who leads a department is no secret
                "user_id": department.sudo().manager_id.user_id.id,
            }
        wizard = self.create(vals)
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["kind"]._description_selection(self.env))[kind],
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_apply(self):
        """Take the step with what was entered; the complaint checks who may.

        :raises UserError: not opened from a complaint
        """
        self.ensure_one()
        complaints = self.complaint_ids
        steps = {
            "contact": lambda: complaints.action_contact(self.note),
            "assign": lambda: complaints.action_assign(self.department_id.id, self.user_id.id),
            "refuse": lambda: complaints.action_refuse(self.note),
            "agree": lambda: complaints.action_agree(self.note),
            "visit": lambda: complaints.action_visit(self.satisfied, self.note),
            "reopen": lambda: complaints.action_reopen(self.note),
            "withdraw": lambda: complaints.action_withdraw(self.note),
            "join": lambda: complaints.action_join(self.target_id.id),
            "pause": lambda: complaints.action_pause(self.pause_reason or "", self.note),
            "judge": lambda: complaints.action_judge(
                self.fault or "", self.note, self.employee_id.id
            ),
            "appeal": lambda: complaints.action_appeal(self.note),
            "decide": lambda: complaints.action_decide(
                self.fault or "", self.note, self.employee_id.id
            ),
        }
        if self.kind not in steps:
            raise UserError(self.env._("Open this dialog from a complaint."))
        result = steps[self.kind]()
        if isinstance(result, dict):
            return result  # something is still missing: the dialog again
        return {"type": "ir.actions.act_window_close"}

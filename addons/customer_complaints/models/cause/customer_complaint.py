from odoo import fields, models
from odoo.tools import format_list

from ..complaint.terms import FAULTS

CAUSE_FIELDS = frozenset(
    {
        "fault",
        "fault_employee_id",
        "fault_department_id",
        "is_valid",
        "judged_on",
        "appeal_state",
        "is_repeat",
        "repeat_ids",
    }
)


class CustomerComplaint(models.Model):
    # Causes, actions and the judgement of who was at fault.

    _inherit = "customer.complaint"

    @property
    def _entry_system_fields(self):
        return super()._entry_system_fields | CAUSE_FIELDS

    cause_id = fields.Many2one(
        "customer.complaint.cause",
        string="Cause",
        index="btree_not_null",
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    cause_note = fields.Text(string="How It Came About", copy=False)
    why_1 = fields.Char(string="Why?", copy=False)
    why_2 = fields.Char(string="Why That?", copy=False)
    why_3 = fields.Char(string="And Why That?", copy=False)
    why_4 = fields.Char(string="Fourth Why", copy=False)
    why_5 = fields.Char(string="Fifth Why", copy=False)
    action_ids = fields.One2many("customer.complaint.action", "complaint_id", string="Actions")
    judgement_ids = fields.One2many(
        "customer.complaint.judgement", "complaint_id", string="Judgements", readonly=True
    )
    fault = fields.Selection(
        FAULTS, string="At Fault", readonly=True, copy=False, tracking=True, index="btree_not_null"
    )
    fault_employee_id = fields.Many2one(
        "hr.employee",
        string="Employee at Fault",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    fault_department_id = fields.Many2one(
        "hr.department",
        string="Department at Fault",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_valid = fields.Boolean(
        string="Valid Complaint",
        readonly=True,
        copy=False,
        index=True,
        help="Caused by an employee or by the company.",
    )
    judged_on = fields.Datetime(readonly=True, copy=False)
    appeal_state = fields.Selection(
        [("open", "Appeal to Decide"), ("decided", "Appeal Decided")],
        string="Appeal",
        readonly=True,
        copy=False,
    )
    is_repeat = fields.Boolean(string="Repeated", readonly=True, copy=False, index=True)
    repeat_ids = fields.Many2many(
        "customer.complaint",
        "customer_complaint_repeat_rel",
        "complaint_id",
        "earlier_id",
        string="Earlier Complaints of the Same",
        readonly=True,
        copy=False,
    )

    def _why_not_closed(self):
        """REQ C-06: nothing is closed while one of its actions is open."""
        if why := super()._why_not_closed():
            return why
        actions_sudo = self.sudo().action_ids  # all of them count, seen or not
        open_sudo = actions_sudo.filtered(lambda action: action.state == "open")
        if open_sudo:
            return self.env._(
                "%(complaint)s: still open: %(actions)s. Complete or cancel them first.",
                complaint=self.display_name,
                actions=format_list(self.env, open_sudo[:5].mapped("name")),
            )
        return False

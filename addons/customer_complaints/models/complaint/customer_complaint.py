from odoo import api, fields, models

from .terms import CHANNELS, OPEN_STATES, REMEDIES, SEVERITIES, STATES

# Filled in by the steps alone; rooms add theirs to ``_entry_system_fields`` by super().
STEP_FIELDS = frozenset(
    {
        "state",
        "contacted_on",
        "assigned_on",
        "solution_on",
        "agreed_on",
        "executed_on",
        "visited_on",
        "closed_on",
        "responsible_department_id",
        "assignee_id",
        "satisfied",
        "closing_reason",
        "round",
        "reopened_on",
        "joined_into_id",
    }
)


class CustomerComplaint(models.Model):
    """A complaint of one customer, from entry to closing (REQ C-01 to C-12).

    Seeds S1 四(二)3 and 六, S4 1.2.1 and 2.1, S2 4.5.2. Its steps stand in
    ``customer_complaint_steps``, its clocks in the room ``clock``, causes, actions and judgement
    in ``cause``.
    """

    _name = "customer.complaint"
    _inherit = [
        "customer.record.mixin",
        "portal.mixin",
        "rating.mixin",
        "mail.activity.mixin",
    ]
    _description = "Complaint"
    _order = "received_on desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.complaint"
    _record_amounts = ("cost",)
    _entry_links = ("partner_id", "contact_id")
    # who handles it sees it by a rule of its own, and customer service hands it out
    _entry_people = ()

    # what it is about
    subject = fields.Char(required=True, tracking=True, index="trigram")
    description = fields.Html(string="What the Customer Says", sanitize=True)
    received_on = fields.Datetime(
        string="Received",
        required=True,
        copy=False,
        default=fields.Datetime.now,
        index=True,
        help="Clocks start here; a complaint may be entered after the call.",
    )
    channel = fields.Selection(
        CHANNELS, string="Way In", required=True, default="phone", tracking=True
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        ondelete="restrict",
    )
    email_from = fields.Char(string="E-mail")
    phone = fields.Char()
    severity = fields.Selection(
        SEVERITIES, required=True, default="minor", tracking=True, index=True
    )
    category_id = fields.Many2one(
        "customer.complaint.category",
        string="Category",
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    remedy = fields.Selection(REMEDIES, string="Remedy Wanted", tracking=True)
    order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        index="btree_not_null",
        tracking=True,
        domain="[('partner_id', 'child_of', commercial_partner_id)]",
        ondelete="restrict",
    )
    invoice_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        tracking=True,
        domain="[('move_type', '=', 'out_invoice'), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
        ondelete="restrict",
    )
    line_ids = fields.One2many("customer.complaint.line", "complaint_id", string="Products")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "customer_complaint_evidence_rel",
        "complaint_id",
        "attachment_id",
        string="Evidence",
        copy=False,
    )

    # who works on it
    user_id = fields.Many2one(
        string="Handled by", help="Keeps in touch with the customer until it is closed."
    )
    department_id = fields.Many2one(string="Department of the Handler")
    responsible_department_id = fields.Many2one(
        "hr.department",
        string="Responsible Department",
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Finds the solution and carries it out.",
    )
    assignee_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    team_ids = fields.Many2many(
        "res.users",
        "customer_complaint_team_rel",
        "complaint_id",
        "user_id",
        string="Team",
        copy=False,
        domain="[('share', '=', False)]",
        help="Who works on causes and actions besides; they may read it and write their part.",
    )
    grade_id = fields.Many2one(
        related="partner_id.customer_grade_id", string="Grade", related_sudo=False
    )

    # where it stands
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="registered",
        index=True,
        tracking=True,
        group_expand=True,
    )
    round = fields.Integer(
        readonly=True, copy=False, default=1, help="Raised by one each time it is reopened."
    )
    contacted_on = fields.Datetime(readonly=True, copy=False)
    assigned_on = fields.Datetime(readonly=True, copy=False)
    solution_on = fields.Datetime(string="Solution Proposed on", readonly=True, copy=False)
    agreed_on = fields.Datetime(readonly=True, copy=False)
    executed_on = fields.Datetime(string="Carried Out on", readonly=True, copy=False)
    visited_on = fields.Datetime(string="Visited Again on", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    reopened_on = fields.Datetime(readonly=True, copy=False)
    closing_reason = fields.Text(
        string="Reason",
        readonly=True,
        copy=False,
        help="Why it was withdrawn, reopened, or its solution was refused.",
    )
    joined_into_id = fields.Many2one(
        "customer.complaint",
        string="Joined with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    joined_ids = fields.One2many(
        "customer.complaint", "joined_into_id", string="Joined Complaints", readonly=True
    )

    # solution
    contact_note = fields.Text(string="Result of the First Contact", copy=False)
    solution = fields.Html(copy=False, sanitize=True, help="What the customer is offered.")
    agreement = fields.Text(
        string="Agreement", copy=False, help="Who at the customer agreed, when and to what."
    )
    currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    cost = fields.Monetary(
        string="Cost of the Solution", copy=False, tracking=True, aggregator="sum"
    )
    satisfied = fields.Selection(
        [("yes", "Satisfied"), ("no", "Not Satisfied")],
        string="Satisfaction",
        readonly=True,
        copy=False,
        tracking=True,
    )
    return_visit_note = fields.Text(string="Result of the Return Visit", copy=False)
    color = fields.Integer(compute="_compute_color")

    _open_idx = models.Index(
        "(company_id, user_id) WHERE state NOT IN ('closed', 'withdrawn', 'joined')"
    )
    _customer_idx = models.Index("(commercial_partner_id, received_on)")

    @property
    def _entry_system_fields(self):
        return STEP_FIELDS

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = " ".join(
                part for part in (complaint.name, complaint.subject) if part
            )

    @api.depends("state", "severity")
    def _compute_color(self):
        for complaint in self:
            waits = complaint.state in OPEN_STATES
            complaint.color = {"critical": 1, "major": 3}.get(complaint.severity, 0) if waits else 0

    @api.model
    def _register_action(self, defaults, lines=()):
        """Return the form of a new complaint.

        :param defaults: ``default_*`` keys
        :param lines: values of lines; a person takes away what is not complained about
        """
        context = {name: value for name, value in defaults.items() if value}
        if lines:
            context["default_line_ids"] = [(0, 0, line) for line in lines]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register Complaint"),
            "res_model": self._name,
            "view_mode": "form",
            "context": context,
        }

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_list

CLOSED_STATES = ("done", "stopped", "lost", "dropped")
# States in which the ERP's own documents (quotations, orders) may be made for the customer.
WORKING_STATES = ("in_progress", "signed", "admitted", "done")

# What may be done from which state. The one table both buttons and checks read.
TRANSITIONS = {
    "survey": ("registered", "surveyed", "rejected"),
    "start": ("approved",),
    "record": ("in_progress",),
    "sign": ("in_progress",),
    "admit": ("signed",),
    "summarize": ("admitted",),
    "handover": ("signed", "admitted", "done"),
    "report": ("in_progress", "signed", "admitted"),
    "quote": ("in_progress", "signed", "admitted"),
    "stop": ("registered", "surveyed", "rejected", "approved", "in_progress", "signed"),
    "lose": ("approved", "in_progress"),
    "drop": ("registered", "surveyed", "rejected"),
    "reopen": ("stopped", "lost", "dropped"),
}

# Results of actions: they are written by those actions only.
RESULT_FIELDS = {
    "started_on",
    "signed_on",
    "sale_order_id",
    "admitted_on",
    "closed_on",
    "closing_reason",
    "cause_ids",
    "next_step",
    "next_step_date",
}


class CustomerDevelopment(models.Model):
    """The development of one customer, from the first report to the summing-up.

    registered -> surveyed -> (approval) -> approved -> in progress -> signed -> admitted -> done;
    or stopped, lost, dropped. Rules: 002 part one; 004 3.2.1, 3.2.2, 3.3.3; 000 chapter 3
    (REQ D-02 to D-08, D-10, D-15, D-16).
    """

    _name = "customer.development"
    _description = "Customer Development"
    _inherit = [
        "customer.document.mixin",
        "customer.access.mixin",
        "mail.tracking.duration.mixin",
    ]
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _track_duration_field = "stage_id"

    _record_sequence = "customer.development"
    _approval_initial_state = "registered"
    _approval_submit_states = ("surveyed", "rejected")
    _approval_running_state = "submitted"
    _approval_approved_state = "approved"
    _approval_rejected_state = "rejected"
    _approval_withdrawn_state = "surveyed"

    # A method, because a list would be merged with the states of the approval mixin.
    state = fields.Selection(
        selection="_selection_state", tracking=True, group_expand="_read_group_states"
    )
    can_act = fields.Boolean(compute="_compute_can_act", string="May Work on It")
    can_reopen = fields.Boolean(compute="_compute_can_act")
    is_locked = fields.Boolean(compute="_compute_locks")
    is_key_locked = fields.Boolean(compute="_compute_locks")
    source_id = fields.Many2one(
        "customer.development.source", "Source", ondelete="restrict", tracking=True
    )
    source_note = fields.Char("Source Details", help="Which exhibition, who recommended us, ...")
    level = fields.Selection(
        [("ordinary", "Ordinary Customer"), ("key", "Key Account")],
        required=True,
        default="ordinary",
        tracking=True,
        index=True,
    )
    main_business = fields.Text()
    scale = fields.Text("Scale and Strength", help="Staff, sales, capacity, places, equipment.")
    organization = fields.Text("Organisation", help="Departments and who decides what.")
    needs = fields.Text("Potential Needs")
    # not related: approvers open developments of customers they do not see otherwise
    contact_ids = fields.One2many(
        "customer.contact",
        string="Decision Makers and Contacts",
        compute="_compute_contact_ids",
        inverse="_inverse_contact_ids",
    )
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0")
    color = fields.Integer()
    kanban_due = fields.Date(compute="_compute_kanban_due", string="Next Due")
    kanban_due_days = fields.Integer(string="Days to Next Due", compute="_compute_due_texts")
    kanban_due_text = fields.Char("Time to Next Due", compute="_compute_due_texts")
    next_step_days = fields.Integer(string="Days to Next Step", compute="_compute_due_texts")
    next_step_text = fields.Char("Time to Next Step", compute="_compute_due_texts")

    # The one rule that two salespeople never work on the same company; the friendly message
    # comes from _check_one_open, this is for the two who press the button at the same moment.
    _one_open = models.UniqueIndex(
        "(company_id, commercial_partner_id) "
        "WHERE state NOT IN ('done', 'stopped', 'lost', 'dropped')",
        "Somebody is already developing this customer.",
    )

    @api.model
    def _selection_state(self):
        labels = {
            "registered": self.env._("Registered"),
            "surveyed": self.env._("Surveyed"),
            "submitted": self.env._("In Approval"),
            "rejected": self.env._("Rejected"),
            "approved": self.env._("Approved"),
            "in_progress": self.env._("In Progress"),
            "signed": self.env._("Signed"),
            "admitted": self.env._("Admitted"),
            "done": self.env._("Summed Up"),
            "stopped": self.env._("Stopped"),
            "lost": self.env._("Lost"),
            "dropped": self.env._("Dropped"),
        }
        return list(labels.items())

    @api.model
    def _read_group_states(self, values, domain):
        """Columns in the order of the work, only those that hold something."""
        return [state for state, _label in self._selection_state() if state in values]

    # ------------------------------------------------------------------ computes
    @api.depends("state", "approval_id.state", "approval_id.superseded_on")
    def _compute_locks(self):
        """What the form shows read-only; ``write`` refuses it whatever the form shows."""
        for development in self:
            development.is_locked = (
                development.state in CLOSED_STATES or development._approval_is_running()
            )
            development.is_key_locked = development.is_locked or development._approval_is_frozen()

    @api.depends("user_id", "applicant_id", "coordinator_id", "department_id", "state")
    @api.depends_context("uid")
    def _compute_can_act(self):
        allowed = self._development_may_act()
        superior = self._development_may_reopen()
        for development in self:
            development.can_act = development in allowed
            development.can_reopen = (
                development in superior and development.state in TRANSITIONS["reopen"]
            )

    @api.depends("approval_due_date", "next_step_date", "date_expected", "state")
    def _compute_kanban_due(self):
        for development in self:
            if development.state == "submitted":
                development.kanban_due = development.approval_due_date
            elif development.state == "in_progress":
                development.kanban_due = development.next_step_date or development.date_expected
            else:
                development.kanban_due = False

    @api.depends("kanban_due", "next_step_date")
    @api.depends_context("lang")
    def _compute_due_texts(self):
        """Working days left or overdue, beside the dates (U-02)."""
        for company, developments in self.grouped("company_id").items():
            dates = developments.mapped("kanban_due") + developments.mapped("next_step_date")
            # sudo: working days are no secret
            left = (company or self.env.company).sudo()._workday_left(filter(None, dates))
            for development in developments:
                days, text = left.get(development.kanban_due, (0, False))
                development.kanban_due_days, development.kanban_due_text = days, text
                days, text = left.get(development.next_step_date, (0, False))
                development.next_step_days, development.next_step_text = days, text

    # ------------------------------------------------------------------ who may act
    def _development_may_act(self):
        """Return the records of self on which the current user may take the next step.

        These are: the responsible user, the applicant, the coordinator of the team, the manager
        of the department, the marketing director and the administrator (004 3.2.1).
        """
        user = self.env.user
        superior = self._development_may_reopen()
        return superior | self.filtered(
            lambda d: user in (d.user_id, d.applicant_id, d.coordinator_id)
        )

    def _development_may_reopen(self):
        """Return the records of self whose superior the current user is."""
        user = self.env.user
        if self.env.su or user.has_groups(
            "customer_base.group_customer_director,customer_base.group_customer_admin"
        ):
            return self
        if not user.has_group("customer_base.group_customer_manager"):
            return self.browse()
        departments = user.customer_department_ids
        return self.filtered(lambda d: d.department_id and d.department_id in departments)

    def _check_transition(self, transition):
        """Refuse what the current user may not do, or not from this state.

        :param str transition: a key of ``TRANSITIONS``
        :raises AccessError: the user may not act on one of the records
        :raises UserError: one of the records is in another state
        """
        self.check_access("read")
        allowed = (
            self._development_may_reopen()
            if transition == "reopen"
            else self._development_may_act()
        )
        if refused := self - allowed:
            if transition == "reopen":
                message = self.env._(
                    "Only the department manager, the marketing director or an administrator "
                    "may reopen %(names)s.",
                    names=refused._join_names(),
                )
            else:
                message = self.env._(
                    "Only the responsible person, the applicant, the coordinator of the team or "
                    "a superior may do this for %(names)s.",
                    names=refused._join_names(),
                )
            raise AccessError(message)
        labels = dict(self._fields["state"]._description_selection(self.env))
        if wrong := self.filtered(lambda d: d.state not in TRANSITIONS[transition]):
            raise UserError(
                self.env._(
                    "%(names)s: not possible in the state '%(state)s'. "
                    "It is possible in the state: %(states)s.",
                    names=wrong._join_names(),
                    state=labels[wrong[0].state],
                    states=format_list(
                        self.env, [labels[state] for state in TRANSITIONS[transition]]
                    ),
                )
            )

    def _join_names(self):
        return format_list(self.env, self.mapped("display_name"))

    # ------------------------------------------------------------------ create and write
    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_results({name for vals in vals_list for name in vals})
        vals_list = [self._without_results(vals) for vals in vals_list]
        ids = [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        partners = self.env["res.partner"].browse(ids)
        self._check_one_open(
            [
                (
                    vals.get("company_id") or self.env.company.id,
                    partners.browse(vals["partner_id"]).with_prefetch(partners.ids),
                )
                for vals in vals_list
                if vals.get("partner_id")
            ]
        )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_results(vals.keys())
            self._check_closed_locked(vals)
        if "stage_id" in vals and not self.env.su:
            self._check_stage_move(self.env["customer.development.stage"].browse(vals["stage_id"]))
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            moved = self.filtered(lambda d: d.partner_id != partner)
            moved._check_one_open([(d.company_id.id, partner) for d in moved])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_registered(self):
        if kept := self.filtered(lambda d: d.state != "registered" or d.approval_ids):
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted any more. Drop it with a reason instead.",
                    names=kept._join_names(),
                )
            )

    def _refuse_results(self, names):
        """Results are written by the actions that bring them about, which run in sudo."""
        if not self.env.su and (names := RESULT_FIELDS.intersection(names)):
            labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
            raise AccessError(
                self.env._(
                    "%(fields)s: this is filled in by the action it belongs to.",
                    fields=format_list(self.env, labels),
                )
            )

    def _without_results(self, vals):
        """Return values in which no default, of the context or stored, fills in a result.

        :raises UserError: a stage is given; the work begins with the first one
        """
        if self.env.su:
            return vals
        if vals.get("stage_id"):
            raise UserError(
                self.env._("The development stage follows from the work: start it first.")
            )
        return {**vals, **dict.fromkeys(RESULT_FIELDS, False), "stage_id": False}

    def _closed_unlocked_fields(self):
        """Names of the fields that may still be written on a closed development."""
        return {"priority", "color"} | {
            name
            for name in self._fields
            if name.startswith(("message_", "activity_", "my_activity_"))
        }

    def _check_closed_locked(self, vals):
        if vals.keys() <= self._closed_unlocked_fields():
            return
        if closed := self.filtered(lambda d: d.state in CLOSED_STATES):
            raise UserError(
                self.env._(
                    "%(names)s is closed and cannot be changed any more.",
                    names=closed._join_names(),
                )
            )

    @api.model
    def _check_one_open(self, pairs):
        """Refuse a second open development of the same customer (REQ D-02).

        :param list pairs: (company id, partner) of the developments to be opened
        :raises ValidationError: names who already works on the customer, nothing else
        """
        wanted = [(company_id, partner.commercial_partner_id) for company_id, partner in pairs]
        if not wanted:
            return
        # sudo: the salesperson must learn that a colleague has it even if not allowed to see it
        others_sudo = self.sudo().search(
            Domain("commercial_partner_id", "in", [partner.id for _company, partner in wanted])
            & Domain("company_id", "in", [company_id for company_id, _partner in wanted])
            & Domain("state", "not in", CLOSED_STATES)
            & Domain("id", "not in", self.ids)
        )
        taken = {(d.company_id.id, d.commercial_partner_id): d.user_id for d in others_sudo}
        messages = []
        for key in wanted:
            if key in taken:
                messages.append(
                    self.env._(
                        "%(customer)s is already being developed. Please ask %(user)s.",
                        customer=key[1].name,
                        user=taken[key].name or self.env._("an administrator"),
                    )
                )
            taken[key] = self.env.user
        if messages:
            raise ValidationError("\n".join(messages))

from datetime import timedelta

import pytz
from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

# Planned, then out, then a report that somebody reads (S4 3.3.1, 3.3.2).
AHEAD_STATES = ("draft", "submitted", "rejected", "approved")
OWED_STATES = ("approved", "done")
# Filled in by the steps of the record alone; models add their own.
OUTING_SYSTEM_FIELDS = frozenset(
    {
        "unplanned",
        "reported_on",
        "reported_by_id",
        "reviewed_on",
        "reviewed_by_id",
        "review_score",
        "review_note",
        "closing_reason",
        "report_reminded",
    }
)
SUPERIOR_GROUPS = "customer_base.group_customer_director,customer_base.group_customer_admin"


class CustomerOutingMixin(models.AbstractModel):
    """A visit, reception or trip: approved, done, reported, the report read, closed.

    Seed S4 3.3.1, 3.3.2 and 四.7, 五.2: without a report nothing is reimbursed (REQ V-06). What a
    model adds: when it ends (:meth:`_outing_span`), who goes (:meth:`_outing_people`), what a
    report must hold (:meth:`_outing_report_missing`) and its fields.
    """

    _name = "customer.outing.mixin"
    _inherit = ["customer.entry.mixin", "customer.staff.mixin", "customer.approval.mixin"]
    _description = "Outing with Application and Report"

    # whoever is out writes the report; whoever answers for them reads it
    _entry_transitions = {
        "begin": (("approved",), "people"),
        "report": (OWED_STATES, "people"),
        "review": (("reported",), "superior"),
        "reopen": (("closed",), "superior"),
        "cancel": (("draft", "rejected", "approved", "done"), "people"),
    }
    _entry_system_fields = OUTING_SYSTEM_FIELDS
    state = fields.Selection(selection="_selection_state", tracking=True)
    unplanned = fields.Boolean(
        string="Without a Plan",
        readonly=True,
        copy=False,
        help="Applied for after it had begun; filled in by the system.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    report_due = fields.Date(
        string="Report Due", compute="_compute_report_due", store=True, index="btree_not_null"
    )
    report_late = fields.Boolean(
        string="Report Late", compute="_compute_report_late", search="_search_report_late"
    )
    closing_reason = fields.Text(
        string="Reason",
        readonly=True,
        copy=False,
        tracking=True,
        help="Why it was cancelled, or taken up again.",
    )
    can_begin = fields.Boolean(compute="_compute_outing_rights")
    can_report = fields.Boolean(compute="_compute_outing_rights")
    can_review = fields.Boolean(compute="_compute_outing_rights")
    can_reopen = fields.Boolean(compute="_compute_outing_rights")
    can_cancel = fields.Boolean(compute="_compute_outing_rights")
    is_plan_locked = fields.Boolean(compute="_compute_outing_locks")
    is_report_locked = fields.Boolean(compute="_compute_outing_locks")

    @api.model
    def _selection_state(self):
        labels = {
            "draft": self.env._("Draft"),
            "submitted": self.env._("In Approval"),
            "rejected": self.env._("Rejected"),
            "approved": self.env._("Approved"),
            "done": self.env._("Report Owed"),
            "reported": self.env._("Report to Review"),
            "closed": self.env._("Closed"),
            "cancelled": self.env._("Cancelled"),
        }
        return list(labels.items())

    # ------------------------------------------------------------------
    # What a model says
    # ------------------------------------------------------------------
    def _outing_span(self):
        """Return (first day, last day) in the company's time zone; False for what is open.

        By ``date_start`` and ``date_stop``; a model that goes by days says so.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        return tuple(
            company._customer_local_date(moment) if moment else False
            for moment in (self.date_start, self.date_stop)
        )

    def _outing_has_begun(self):
        """Tell whether it began."""
        self.ensure_one()
        return bool(self.date_start) and self.date_start <= fields.Datetime.now()

    def _outing_has_ended(self):
        """Tell whether it is over."""
        self.ensure_one()
        return bool(self.date_stop) and self.date_stop <= fields.Datetime.now()

    @api.model
    def _next_hour(self, hour):
        """Return this hour of the next working day, as stored."""
        company = self.env.company
        [day] = company._workday_add([company._workday_today()], 1)
        local = company._workday_tz().localize(
            fields.Datetime.to_datetime(day) + timedelta(hours=hour)
        )
        return fields.Datetime.to_datetime(local.astimezone(pytz.utc).replace(tzinfo=None))

    def _outing_people(self):
        """Return our people who are out."""
        self.ensure_one()
        return self.user_id

    def _outing_report_missing(self):
        """Return what the report still needs, as labels in the reader's language."""
        self.ensure_one()
        return []

    def _outing_expenses(self):
        """Return the expenses that name one of these records."""
        # sudo: that there are any counts, whoever may read them
        expenses_sudo = self.env["hr.expense"].sudo()
        return expenses_sudo.search([(self._expense_link(), "in", self.ids)])

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------
    def _outing_report_limit(self):
        """Return in how many working days after the end the report is due."""
        return self.company_id.customer_report_days

    def _compute_report_due(self):
        """Models say on which fields it depends."""
        for company, records in self.grouped("company_id").items():
            ends = {record: record._outing_span()[1] for record in records}
            known = [record for record in records if ends[record]]
            days = (company or self.env.company)._workday_add(
                [ends[record] for record in known], records._outing_report_limit()
            )
            records.report_due = False
            for record, day in zip(known, days, strict=True):
                record.report_due = day

    @api.depends("state", "report_due")
    def _compute_report_late(self):
        for record in self:
            today = (record.company_id or self.env.company)._workday_today()
            record.report_late = bool(
                record.state in OWED_STATES and record.report_due and record.report_due < today
            )

    @api.model
    def _search_report_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", OWED_STATES) & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("report_due", "<", company._workday_today())
            for company in self.env.companies
        )

    @api.depends("state", "user_id", "applicant_id", "approval_id.superseded_on")
    @api.depends_context("uid")
    def _compute_outing_rights(self):
        for record in self:
            for action in self._entry_transitions:
                record[f"can_{action}"] = bool(record._origin) and not record._why_not(action)

    @api.depends("state", "approval_id.state", "approval_id.superseded_on")
    def _compute_outing_locks(self):
        for record in self:
            over = record.state in ("reported", "closed", "cancelled")
            record.is_plan_locked = (
                over or record._approval_is_running() or record._approval_is_frozen()
            )
            record.is_report_locked = over or record.state == "submitted"

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------
    def _outing_is_mine(self):
        """Tell whether the user goes, applied for it or answers for those who go."""
        self.ensure_one()
        user = self.env.user
        return (
            self.env.su
            or user in self._outing_people() | self.user_id | self.applicant_id
            or self._outing_is_superior()
        )

    def _outing_is_superior(self):
        """Tell whether the user answers for the department; nobody does for their own."""
        self.ensure_one()
        user = self.env.user
        if user in self._outing_own_people():
            return False
        if self.env.su or user.has_groups(SUPERIOR_GROUPS):
            return True
        return (
            user.has_group("customer_base.group_customer_manager")
            and bool(self.department_id)
            and self.department_id in user.customer_department_ids
        )

    def _outing_own_people(self):
        """Return who never decides on this: who goes, applied, wrote or reported."""
        self.ensure_one()
        record_sudo = self.sudo()  # who wrote it, for whoever asks
        return (
            record_sudo._outing_people()
            | record_sudo.user_id
            | record_sudo.applicant_id
            | record_sudo.create_uid
            | record_sudo.reported_by_id
        ).sudo(False)

    def _why_not_who(self, who):
        if who == "superior" and not self._outing_is_superior():
            return self.env._(
                "%(record)s: the manager of the department, the marketing director or an "
                "administrator does this, and nobody for their own.",
                record=self.display_name,
            )
        if who == "people" and not self._outing_is_mine():
            return self.env._(
                "%(record)s: only for those who go (%(people)s) and their superiors.",
                record=self.display_name,
                # sudo: colleagues' names are no secret
                people=format_list(self.env, self.sudo()._outing_people().mapped("name")),
            )
        return False

    def _why_not(self, action):
        if why := super()._why_not(action):
            return why
        if action == "begin" and not self._outing_has_begun():
            return self.env._("%(record)s has not begun yet.", record=self.display_name)
        if action == "report" and not self._outing_has_ended():
            return self.env._(
                "%(record)s is not over yet. The report follows when it has taken place.",
                record=self.display_name,
            )
        return False

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------
    def write(self, vals):
        if not self.env.su:
            self._check_outing_locked(vals)
        return super().write(vals)

    def _check_outing_locked(self, vals):
        """Refuse changes of what was handed in or is closed.

        :raises UserError: naming the record, its state and what to do
        """
        names = vals.keys() & self._fields.keys() - self._approval_free_fields()
        if not names:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state in ("reported", "closed", "cancelled") and any(
                record._approval_changes(name, vals[name]) for name in names
            ):
                raise UserError(
                    self.env._(
                        "%(record)s cannot be changed: %(state)s. A superior sends the report "
                        "back or takes it up again with a reason.",
                        record=record.display_name,
                        state=labels[record.state],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for record in self:
            if record.state != "draft":
                raise UserError(
                    self.env._(
                        "%(record)s stays on record. Cancel it with a reason instead.",
                        record=record.display_name,
                    )
                )
        self._check_without_expenses()

    def _check_without_expenses(self):
        """:raises UserError: expenses hang on one of these records (REQ V-06)"""
        if expenses_sudo := self._outing_expenses().filtered(
            lambda expense: expense.state != "refused"
        ):
            raise UserError(
                self.env._(
                    "%(expenses)s belong to it: take them off or have them refused first.",
                    expenses=format_list(self.env, expenses_sudo[:5].mapped("name")),
                )
            )

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_excluded_users(self):
        """Nobody approves their own: not who goes either."""
        return super()._approval_excluded_users() | self._outing_people()

    def _approval_unlocked_fields(self):
        """The system goes on filling in its own fields."""
        return super()._approval_unlocked_fields() | OUTING_SYSTEM_FIELDS

    def _check_can_submit(self):
        super()._check_can_submit()
        for record in self:
            if record._outing_has_begun() and not record.company_id.customer_unplanned_approval:
                raise UserError(
                    self.env._(
                        "%(record)s has begun already, and your company approves nothing "
                        "afterwards.",
                        record=record.display_name,
                    )
                )

    def _on_submitted(self):
        super()._on_submitted()
        for record in self:
            begun = record._outing_has_begun()
            if record.unplanned != begun:
                record.sudo().unplanned = begun  # the system's to say

    def action_revise(self, reason=None):
        """Take up an approved plan again, before its report is handed in.

        :raises UserError: the report is handed in or the record closed
        """
        self.check_access("read")
        if handed_in := self.filtered(lambda record: record.state not in OWED_STATES):
            raise UserError(
                self.env._(
                    "%(record)s: only an approved plan is revised, before its report.",
                    record=handed_in[:1].display_name,
                )
            )
        return super().action_revise(reason)

    @api.depends("state")
    def _compute_approval_rights(self):
        super()._compute_approval_rights()
        for record in self:
            if record.state not in OWED_STATES:
                record.can_revise = False

    # ------------------------------------------------------------------
    # Cancel, reopen
    # ------------------------------------------------------------------
    def action_begin(self):
        """Say that it has taken place; the report is owed from now on."""
        self._check_action("begin")
        self._approval_set_state("done")
        return True

    def action_cancel(self, reason=None):
        """Cancel with a reason; without one, a dialog asks for it.

        :raises UserError: wrong state or person, or expenses hang on it
        """
        self._check_action("cancel")
        self._check_without_expenses()
        if not (reason := read_comment(reason)):
            return self.env["customer.outing.reason"]._dialog(self, "cancel")
        self.sudo().closing_reason = reason  # the system's to write; rights were checked
        self._approval_set_state("cancelled")
        self._outing_follow()
        return True

    def action_reopen(self, reason=None):
        """Take a closed report up again, with a reason; without one, a dialog asks for it."""
        self._check_action("reopen")
        if not (reason := read_comment(reason)):
            return self.env["customer.outing.reason"]._dialog(self, "reopen")
        self.sudo().closing_reason = reason  # the system's to write; rights were checked
        self._approval_set_state("done")
        self._outing_follow()
        return True

    def _outing_follow(self):
        """React to a change of state: calendar, records of the contact. Models extend it."""

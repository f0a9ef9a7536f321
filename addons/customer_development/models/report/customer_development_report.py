from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..superior import is_superior

# What the salesperson writes; the guidance is the manager's.
AUTHOR_FIELDS = {"progress", "results", "problems", "plan", "needs_discussion", "date_from",
                 "date_to", "development_id", "partner_id", "user_id", "department_id",
                 "company_id", "date"}  # fmt: skip
MANAGER_FIELDS = {"guidance"}
SHARED_FIELDS = {"minutes"}
# Of these at least one is written before a report is handed in.
TEXT_FIELDS = ("progress", "results", "problems")


class CustomerDevelopmentReport(models.Model):
    """Progress report of a development (新客户开发进度报表, 002 4.4.6; 004 3.2.1; REQ D-09).

    draft -> submitted -> guided (the manager has answered) -> done (acknowledged). What happened
    since the last report is written down by the system, the rest by the salesperson.
    """

    _name = "customer.development.report"
    _inherit = [
        "customer.confidential.mixin",
        "customer.record.mixin",
        "customer.due.mixin",
        "customer.reminder.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Development Progress Report"
    _order = "date_to desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.development.report"
    _record_date_pairs = (("date_from", "date_to"),)
    _entry_links = ("partner_id", "development_id")
    # members of the team read the development, and report on their work
    _entry_right = "read"
    _entry_system_fields = frozenset(
        {
            "state", "due", "reminded", "facts", "interaction_count", "record_count",
            "quotation_count", "quotation_amount", "stage_id", "submitted_on", "guided_on",
            "guided_by_id", "acknowledged_on",
        }
    )  # fmt: skip
    _entry_transitions = {
        "refresh": (("draft",), "author"),
        "submit": (("draft",), "author"),
        "guide": (("submitted", "guided"), "superior"),
        "acknowledge": (("guided",), "author"),
        "discuss": (("submitted", "guided"), "both"),
    }

    development_id = fields.Many2one(
        "customer.development", "Customer Development", required=True, index=True,
        ondelete="cascade", check_company=True,
    )  # fmt: skip
    user_id = fields.Many2one(string="Reported by")
    level = fields.Selection(related="development_id.level", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("guided", "Guidance Given"),
            ("done", "Acknowledged"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True, index=True)
    due = fields.Date("Due on", readonly=True, copy=False)
    reminded = fields.Boolean(readonly=True, copy=False)
    stage_id = fields.Many2one(
        "customer.development.stage", "Development Stage", readonly=True, ondelete="restrict"
    )
    facts = fields.Text(
        "What Happened in the Period", readonly=True, copy=False,
        help="Contacts, visits, records, quotations and orders of the period, by the system.",
    )  # fmt: skip
    record_count = fields.Integer("Development Records", readonly=True, copy=False)
    interaction_count = fields.Integer("Other Contacts", readonly=True, copy=False)
    quotation_count = fields.Integer("Quotations and Orders", readonly=True, copy=False)
    quotation_amount = fields.Monetary("Quoted", readonly=True, copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    progress = fields.Text(help="How far the work has come.")
    results = fields.Text(help="What was achieved.")
    problems = fields.Text(help="What is in the way, and which help is needed.")
    plan = fields.Text("Next Steps")
    needs_discussion = fields.Boolean(
        "Discussion Wanted", help="The manager calls the team together about the problems."
    )
    guidance = fields.Text(copy=False, help="What the manager advises, and what is decided.")
    guided_by_id = fields.Many2one(
        "res.users", "Guidance by", readonly=True, copy=False, ondelete="restrict"
    )
    guided_on = fields.Date("Guidance on", readonly=True, copy=False)
    submitted_on = fields.Date("Submitted on", readonly=True, copy=False)
    acknowledged_on = fields.Date("Acknowledged on", readonly=True, copy=False)
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    minutes = fields.Text("Minutes of the Discussion", copy=False)
    meeting_id = fields.Many2one("calendar.event", "Discussion", compute="_compute_meeting_id")
    can_write_report = fields.Boolean(compute="_compute_can")
    can_submit = fields.Boolean(compute="_compute_can")
    can_guide = fields.Boolean(compute="_compute_can")
    can_acknowledge = fields.Boolean(compute="_compute_can")
    can_discuss = fields.Boolean(compute="_compute_can")

    _period_uniq = models.Constraint(
        "UNIQUE(development_id, user_id, date_from)",
        "This person has already reported on this period.",
    )
    _late_idx = models.Index("(due, user_id) WHERE state = 'draft'")

    # ------------------------------------------------------------------ computes, constraints
    @api.depends("state", "user_id", "department_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for report in self:
            saved = report._origin
            new = not saved
            report.can_write_report = new or (
                report.state == "draft" and self.env.user == report.user_id
            )
            report.can_submit = not new and not saved._why_not("submit")
            report.can_guide = not new and not saved._why_not("guide")
            report.can_acknowledge = not new and not saved._why_not("acknowledge")
            report.can_discuss = not new and not saved._why_not("discuss")

    @api.depends("state", "due", "submitted_on", "company_id")
    def _compute_is_late(self):
        for report in self:
            company = report.company_id or self.env.company
            until = report.submitted_on or company._workday_today()
            report.is_late = bool(report.due and until > report.due)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._workday_today()
        return fields.Domain("state", "=", "draft") & fields.Domain("due", "<", today)

    def _compute_meeting_id(self):
        meetings = self.env["calendar.event"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="start"
        )
        latest = {meeting.res_id: meeting for meeting in meetings}
        for report in self:
            report.meeting_id = latest.get(report._origin.id)

    @api.constrains("date_from", "date_to", "company_id")
    def _check_not_ahead(self):
        for report in self:
            if report.date_from > report.company_id._workday_today():
                raise ValidationError(
                    self.env._(
                        "%(report)s: a report tells what has happened. Its period has not begun.",
                        report=report.name,
                    )
                )

    # ------------------------------------------------------------------ create and write
    @api.model_create_multi
    def create(self, vals_list):
        """Draft reports: period, what happened since the last one, and the day they are due.

        :raises UserError: the development is not worked on, or ended
        """
        default = self.default_get(["development_id"]).get("development_id")
        ids = [vals.get("development_id") or default for vals in vals_list]
        # sudo: which customer, whose; the right to the development is checked with the link
        developments_sudo = self.env["customer.development"].sudo().browse(filter(None, ids))
        if not self.env.su:
            self.browse().check_access("create")
            developments_sudo.sudo(False).check_access("read")
        developments_sudo._check_progress()
        known = {development.id: development for development in developments_sudo}
        periods = developments_sudo._report_periods()
        values = []
        for development_id, vals in zip(ids, vals_list, strict=True):
            if development_id:
                vals = self._taken_from(known[development_id], periods) | vals
            values.append(vals)
        reports = super().create(values)
        reports._check_own_name()
        reports._set_due()
        reports._write_facts()
        return reports

    @api.model
    def _taken_from(self, development, periods):
        start, end = periods[development]
        return {
            "development_id": development.id,
            "partner_id": development.partner_id.id,
            "company_id": development.company_id.id,
            "department_id": development.department_id.id,
            "date_from": start,
            "date_to": end,
        }

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_fields(vals)
        result = super().write(vals)
        if {"date_from", "date_to"} & vals.keys():
            self._set_due()
            self._write_facts()
        return result

    def _check_department(self):
        # as decided for the development, which a superior may have moved
        moved = self.filtered(
            lambda record: record.department_id != record.sudo().development_id.department_id
        )
        return super(CustomerDevelopmentReport, moved)._check_department()

    def _check_own_name(self):
        """:raises UserError: a report in somebody else's name"""
        if not self.env.su and self.filtered(lambda report: report.user_id != self.env.user):
            raise UserError(self.env._("Everybody reports in the own name."))

    def _check_fields(self, vals):
        """:raises UserError: a part of the report that is not this person's to write now"""
        free = {name for name in self._fields if name.startswith(("message_", "activity_"))}
        # what only the system writes is refused as that
        names = set(vals) - free - self._entry_sealed_names()
        for report in self if names else ():
            author = self.env.user == report.user_id
            superior = not author and is_superior(self.env.user, report.department_id)
            allowed = set()
            if author and report.state == "draft":
                allowed |= AUTHOR_FIELDS
            if superior and report.state in ("submitted", "guided"):
                allowed |= MANAGER_FIELDS
            if report.state != "draft" and (author or superior):
                allowed |= SHARED_FIELDS
            if refused := names - allowed:
                raise UserError(
                    self.env._(
                        "%(report)s: %(fields)s cannot be changed by you now. The report is "
                        "written as a draft by its author, guidance by the manager.",
                        report=report.display_name,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in sorted(refused)
                        ),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if kept := self.filtered(lambda report: report.state != "draft"):
            raise UserError(
                self.env._("%(report)s was handed in and is kept.", report=kept[0].display_name)
            )

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .people import given_names

# What seed S4 2.2 第15条 asks of every report.
SECTIONS = ("summary", "forecast", "problems", "solutions")
WRITING = ("draft", "returned")
DUE_DAY = 5
# Until this day of a month, a new report is about the month before.
LATE_IN_MONTH = 15


class CustomerMarketReport(models.Model):
    """Market report of one person about one month (市场分析报告, REQ V-10).

    Seed S4 2.2 第15条: by the 5th of the next month, what the month brought, what the next one
    will, problems and solutions. The manager reads it, comments, and accepts or returns it.
    """

    _name = "customer.market.report"
    _inherit = [
        "customer.entry.mixin",
        "customer.confidential.mixin",
        "customer.export.mixin",
        "customer.reminder.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Market Report"
    _order = "month desc, department_id, user_id, id desc"
    _mail_post_access = "read"
    _entry_system_fields = frozenset(
        {
            "user_id",
            "state",
            "due",
            "owed",
            "submitted_on",
            "decided_on",
            "decided_by_id",
            "comment",
            "reminded",
            "missed",
        }
    )
    _entry_transitions = {
        "draft": (WRITING, "author"),
        "submit": (WRITING, "author"),
        "accept": (("submitted",), "superior"),
        "return": (("submitted", "accepted"), "superior"),
    }

    user_id = fields.Many2one(
        "res.users",
        string="Written by",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True,
        copy=False,
        default=lambda self: self._default_month(),
        tracking=True,
        help="Any day of the month the report is about.",
    )
    month_name = fields.Char(string="Year and Month", compute="_compute_month_name")
    due = fields.Date(
        readonly=True,
        copy=False,
        index=True,
        help="The 5th of the next month, or the working day after it.",
    )
    owed = fields.Boolean(
        readonly=True, copy=False, help="Asked for by the company, not written of one's own."
    )
    state = fields.Selection(
        [
            ("draft", "To Write"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("accepted", "Accepted"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    summary = fields.Text(string="This Month", tracking=True)
    forecast = fields.Text(string="Forecast for Next Month", tracking=True)
    problems = fields.Text(string="Problems Found", tracking=True)
    solutions = fields.Text(tracking=True)
    news = fields.Text(
        string="News of the Market",
        tracking=True,
        help="What is not in the market library yet; written to it when the report is submitted.",
    )
    news_confidential = fields.Boolean(
        string="Confidential News",
        help="In the library, the news are seen only by you, your superiors, the market "
        "department, director, general manager and administrators, as the report itself.",
    )
    comment = fields.Text(string="Manager's Comment", readonly=True, copy=False, tracking=True)
    submitted_on = fields.Date(string="First Submitted on", readonly=True, copy=False)
    decided_on = fields.Date(string="Read on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Read by", readonly=True, copy=False)
    is_late = fields.Boolean(string="Delivered Late", compute="_compute_is_late", store=True)
    is_overdue = fields.Boolean(
        string="Late", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    reminded = fields.Boolean(readonly=True, copy=False)
    missed = fields.Boolean(string="Reminded after Due", readonly=True, copy=False)
    can_write = fields.Boolean(compute="_compute_can")
    can_accept = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")

    _once = models.Constraint(
        "UNIQUE(company_id, user_id, month)", "There is one market report a person and month."
    )
    _first_of_month = models.Constraint(
        "CHECK(date_part('day', month) = 1)", "A market report is about a whole month."
    )
    _open_idx = models.Index("(due, user_id) WHERE state IN ('draft', 'returned')")

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------
    @api.model
    def _default_month(self):
        today = self.env.company._workday_today()
        months = 1 if today.day <= LATE_IN_MONTH else 0
        return today.replace(day=1) - relativedelta(months=months)

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for report in self:
            report.department_id = report.user_id._employee_in(report.company_id).department_id

    @api.depends("month")
    def _compute_month_name(self):
        for report in self:
            report.month_name = report.month and f"{report.month:%Y-%m}"

    @api.depends("user_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Market report %(month)s, %(user)s",
                month=report.month_name or "",
                user=report.user_id.sudo().name or "",  # a colleague's name is no secret
            )

    @api.depends("submitted_on", "due")
    def _compute_is_late(self):
        for report in self:
            report.is_late = bool(report.submitted_on and report.submitted_on > report.due)

    @api.depends("state", "due", "submitted_on")
    def _compute_is_overdue(self):
        for report in self:
            report.is_overdue = bool(
                report.state in WRITING
                and not report.submitted_on
                and report.due
                and report.due < report.company_id._workday_today()
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"]._customer_companies()
        return (
            Domain("state", "in", WRITING)
            & Domain("submitted_on", "=", False)
            & companies._customer_day_domain("due", "<", "company_id")
        )

    @api.depends("state", "user_id", "department_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for report in self:
            saved = bool(report._origin)
            report.can_write = not saved or not report._why_not("submit")
            report.can_accept = saved and not report._why_not("accept")
            report.can_return = saved and not report._why_not("return")

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.constrains("month")
    def _check_month(self):
        for report in self:
            if report.month > report.company_id._workday_today():
                raise ValidationError(
                    self.env._(
                        "%(month)s has not begun yet: a market report is about this month or one "
                        "before.",
                        month=report.month_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{"month": self._default_month()} | vals for vals in vals_list]
        vals_list = [self._with_first_day(vals) for vals in vals_list]
        self._check_free(
            [
                (
                    vals.get("user_id") or self.env.uid,
                    vals.get("company_id") or self.env.company.id,
                    vals["month"],
                )
                for vals in vals_list
            ]
        )
        reports = super().create(vals_list)
        reports._set_due()
        return reports

    def write(self, vals):
        if not self.env.su:
            self._check_locked(vals)
        if {"month", "company_id"} & vals.keys():
            vals = self._with_first_day(vals)
            self._check_free(
                [
                    (
                        report.user_id.id,
                        vals.get("company_id", report.company_id.id),
                        vals.get("month", report.month),
                    )
                    for report in self
                ],
                self,
            )
        result = super().write(vals)
        if {"month", "company_id"} & vals.keys():
            self._set_due()
        return result

    @api.model
    def _with_first_day(self, vals):
        day = fields.Date.to_date(vals.get("month"))
        return {**vals, "month": day.replace(day=1)} if day else vals

    @api.model
    def _check_free(self, keys, besides=()):
        """Refuse a second report of a person, company and month.

        :param keys: list of (user id, company id, month)
        :param besides: the reports that are being changed
        :raises ValidationError: naming the month
        """
        if not keys:
            return
        users, companies, months = (list(part) for part in zip(*keys, strict=True))
        # sudo: whether there is one already, in whatever company is chosen now
        present_sudo = self.sudo().search(
            [
                ("id", "not in", [report.id for report in besides]),
                ("user_id", "in", users),
                ("company_id", "in", companies),
                ("month", "in", months),
            ]
        )
        seen = {(report.user_id.id, report.company_id.id, report.month) for report in present_sudo}
        for key in keys:
            if key in seen:
                raise ValidationError(
                    self.env._(
                        "There is a market report of %(month)s already. Open it and go on there.",
                        month=f"{key[2]:%Y-%m}",
                    )
                )
            seen.add(key)

    def _check_locked(self, vals):
        """:raises UserError: a report that waits for its reader, or was accepted"""
        if given_names(self, vals):
            self.check_access("write")  # no refusal tells anything to who may not write at all
            for report in self.filtered(lambda report: report.state not in WRITING):
                raise UserError(
                    self.env._(
                        "%(report)s is submitted and locked. Your manager can return it.",
                        report=report.display_name,
                    )
                )
            month = self._with_first_day(vals).get("month")
            for report in self.filtered("owed"):
                if "company_id" in vals or ("month" in vals and month != report.month):
                    raise UserError(
                        self.env._(
                            "%(report)s is asked for by the company: its month stays.",
                            report=report.display_name,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_own_drafts(self):
        for report in self:
            if report.state != "draft" or report.owed or report.submitted_on:
                raise UserError(
                    self.env._(
                        "%(report)s stays on record. Only drafts that nobody asked for are "
                        "deleted.",
                        report=report.display_name,
                    )
                )

    def _set_due(self):
        """Give the reports their due day: the 5th of the next month, or the working day after."""
        # sudo: the day is the system's
        for company, reports in self.sudo().grouped("company_id").items():
            dues = self._dues(company, set(reports.mapped("month")))
            for month, some in reports.grouped("month").items():
                some.filtered(lambda report, due=dues[month]: report.due != due).due = dues[month]

    @api.model
    def _dues(self, company, months):
        """Return {month: day until which its report is due}."""
        months = list(months)
        days = [month + relativedelta(months=1, day=DUE_DAY) for month in months]
        return dict(zip(months, company._workday_add(days, 0), strict=True))

    @api.model
    @api.private
    def _workday_redate(self, companies, _years):
        """Count the due days of what is to be written again, where days off have changed."""
        self.search([("state", "in", WRITING), ("company_id", "in", companies.ids)])._set_due()

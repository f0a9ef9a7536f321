from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

MAX_CUSTOMERS = 5000
MAX_DAYS = 366


class CustomerVisitPlan(models.TransientModel):
    """Plans visits to many customers in one go, after a preview (REQ V-01, V-07).

    Spread over the working days of the period and each person's capacity a day; what stands in
    the calendar already counts. Seed S3 六.2(1): every customer at least once a quarter.
    """

    _name = "customer.visit.plan"
    _description = "Plan Visits"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="Whose customers; empty: all that you may change.",
    )
    grade_ids = fields.Many2many("customer.grade", string="Grades")
    state_ids = fields.Many2many("res.country.state", string="Provinces")
    key_accounts_only = fields.Boolean()
    due_only = fields.Boolean(
        string="Return Visit Due Only",
        default=True,
        help="Customers that were not visited since the date below.",
    )
    not_since = fields.Date(string="Not Visited Since", default=lambda self: self._quarter_start())
    date_from = fields.Date(string="From", required=True, default=lambda self: self._next_day(1))
    date_to = fields.Date(string="To", required=True, default=lambda self: self._next_day(10))
    per_day = fields.Integer(string="Visits a Day", default=3, required=True)
    hour = fields.Float(string="First Visit at", default=9.0, required=True)
    hours = fields.Float(string="Hours a Visit", default=1.5, required=True)
    kind = fields.Selection(
        selection="_selection_kind",
        required=True,
        default="periodic",
    )
    purpose = fields.Text(string="Aim", required=True)
    line_ids = fields.One2many("customer.visit.plan.line", "plan_id", string="Preview")
    left_out = fields.Integer(string="Do Not Fit", readonly=True)

    _ranges = models.Constraint(
        "CHECK(per_day BETWEEN 1 AND 20 AND hours > 0 AND hours <= 24 AND hour >= 0 AND hour < 24)",
        "One to twenty visits a day, within the hours of a day.",
    )

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Plan Visits")

    @api.model
    def _selection_kind(self):
        return self.env["customer.visit"]._fields["kind"]._description_selection(self.env)

    @api.model
    def _quarter_start(self):
        today = self.env.company._workday_today()
        return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)

    @api.model
    def _next_day(self, days):
        company = self.env.company
        return company._workday_add([company._workday_today()], days)[0]

    # ------------------------------------------------------------------
    # Whom, when
    # ------------------------------------------------------------------
    def _customers(self):
        """Return the customers chosen that the user may change, longest not visited first."""
        domain = (
            Domain("customer_category", "!=", False)
            & Domain("parent_id", "=", False)
            & Domain("user_id", "!=", False)
            & Domain("company_id", "in", (False, self.company_id.id))
            & Domain("access_write", "=", True)
        )
        if self.user_ids:
            domain &= Domain("user_id", "in", self.user_ids.ids)
        if self.grade_ids:
            domain &= Domain("customer_grade_id", "in", self.grade_ids.ids)
        if self.state_ids:
            domain &= Domain("state_id", "in", self.state_ids.ids)
        if self.key_accounts_only:
            domain &= Domain("is_key_account", "=", True)
        # more than Odoo reads ahead by itself: all at once
        customers = self.env["res.partner"].search_fetch(
            domain, ["user_id", "company_id"], order="id", limit=MAX_CUSTOMERS
        )
        visited = self._last_visits(customers)
        planned = self._planned(customers)
        customers = customers.filtered(lambda customer: customer not in planned)
        if self.due_only and self.not_since:
            customers = customers.filtered(
                lambda customer: (visited.get(customer) or datetime.min).date() < self.not_since
            )
        return customers.sorted(lambda c: (visited.get(c) or datetime.min, c.id)), visited

    def _last_visits(self, customers):
        """Return {customer: moment of its last visit}, by one query."""
        # sudo: when anybody was there last, of customers the user may change
        rows_sudo = (
            self.env["customer.interaction"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "in", customers.ids),
                    ("company_id", "=", self.company_id.id),
                    ("way", "in", ("visit", "reception", "meeting")),
                ],
                ["commercial_partner_id"],
                ["date:max"],
            )
        )
        return {customer.sudo(False): moment for customer, moment in rows_sudo}

    def _planned(self, customers):
        """Return the customers to whom a visit is planned already."""
        # sudo: that a visit is planned, by whomever, of customers the user may change
        rows_sudo = (
            self.env["customer.visit"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "in", customers.ids),
                    ("state", "in", ("draft", "submitted", "rejected", "approved")),
                    ("date_stop", ">=", fields.Datetime.now()),
                ],
                ["commercial_partner_id"],
            )
        )
        return customers.browse([customer.id for (customer,) in rows_sudo])

    def _working_days(self):
        if not self.date_from <= self.date_to:
            raise UserError(self.env._("The plan ends before it begins."))
        span = (self.date_to - self.date_from).days + 1
        if span > MAX_DAYS:
            raise UserError(self.env._("Plan at most a year at once."))
        days = [self.date_from + timedelta(days=number) for number in range(span)]
        works = self.company_id._workday_is(days)
        return [day for day, is_workday in zip(days, works, strict=True) if is_workday]

    def _taken(self, users):
        """Return {(user, day): number of visits that stand there already}."""
        tz = self.company_id._workday_tz_name()
        # sudo: how full a colleague's day is, not with what
        rows_sudo = (
            self.env["customer.visit"]
            .sudo()
            .with_context(tz=tz)
            ._read_group(
                [
                    ("user_id", "in", users.ids),
                    ("state", "not in", ("rejected", "cancelled")),
                    ("date_start", ">=", self._moment(self.date_from, 0)),
                    ("date_start", "<", self._moment(self.date_to + timedelta(days=1), 0)),
                ],
                ["user_id", "date_start:day"],
                ["__count"],
            )
        )
        return defaultdict(
            int, {(user.id, moment.date()): count for user, moment, count in rows_sudo}
        )

    def _moment(self, day, hours):
        """Return the moment of a day in the company's time zone, as stored."""
        local = datetime.combine(day, time(0)) + timedelta(hours=hours)
        moment = self.company_id._workday_tz().localize(local)
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_preview(self):
        """Fill the preview; nothing is planned yet.

        :raises UserError: nobody to visit, no working day
        """
        self.ensure_one()
        days = self._working_days()
        customers, visited = self._customers()
        if not customers:
            raise UserError(self.env._("No customer matches, or all of them have a visit planned."))
        if not days:
            raise UserError(self.env._("There is no working day in this time."))
        taken = self._taken(customers.user_id)
        vals, left_out = [], 0
        for customer in customers:
            user_id = customer.user_id.id
            day = next((day for day in days if taken[user_id, day] < self.per_day), None)
            if not day:
                left_out += 1
                continue
            start = self.hour + taken[user_id, day] * self.hours
            taken[user_id, day] += 1
            vals.append(
                {
                    "partner_id": customer.id,
                    "user_id": user_id,
                    "date_start": self._moment(day, start),
                    "date_stop": self._moment(day, start + self.hours),
                    "last_visit": visited.get(customer),
                }
            )
        self.write(
            {
                "line_ids": [Command.clear(), *(Command.create(line) for line in vals)],
                "left_out": left_out,
            }
        )
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Visits"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _tell_planned(self, visits):
        """Tell each colleague how many visits were planned for them, and for when."""
        for user, mine in visits.grouped("user_id").items():
            if user == self.env.user:
                continue
            first = mine.sorted("date_start")[0]
            begin, end = first._outing_span()[0], max(mine.mapped("date_stop"))
            reader = for_reader(first, user)
            last = self.company_id._customer_local_date(end)
            reader.message_notify(
                partner_ids=user.partner_id.ids,
                subject=reader.env._("Visits planned for you: %s", len(mine)),
                body=reader.env._(
                    "%(planner)s planned %(count)s visits for you, from %(begin)s to %(end)s. "
                    "They are drafts: look at them and submit them.",
                    planner=self.env.user.name,
                    count=len(mine),
                    begin=format_date(reader.env, begin),
                    end=format_date(reader.env, last),
                ),
            )

    def action_create_visits(self):
        """Make the visits of the preview, as drafts, and show them.

        :raises UserError: there is no preview
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Make the preview first."))
        # one word to each colleague instead of one for each visit
        visits = self.env["customer.visit"].with_context(mail_auto_subscribe_no_notify=True)
        visits = visits.create(
            [
                {
                    "partner_id": line.partner_id.id,
                    "user_id": line.user_id.id,
                    "company_id": self.company_id.id,
                    "kind": self.kind,
                    "purpose": self.purpose,
                    "date_start": line.date_start,
                    "date_stop": line.date_stop,
                }
                for line in self.line_ids
            ]
        )
        self._tell_planned(visits)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_visit_action"
        )
        return {**action, "domain": [("id", "in", visits.ids)], "context": {}}

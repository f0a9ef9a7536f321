from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from ..outing.customer_outing_mixin import OUTING_SYSTEM_FIELDS


class CustomerTrip(models.Model):
    """A business trip: applied for, approved before leaving, checked in, reported (REQ V-09).

    Seed S4 2.2 第13, 14条: at least fifteen days a month; before leaving an application; at every
    place the clerk is told.
    """

    _name = "customer.trip"
    _inherit = [
        "customer.confidential.mixin",
        "customer.outing.mixin",
    ]
    _description = "Business Trip"
    _order = "date_from desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.trip"
    _record_date_pairs = (("date_from", "date_to"),)
    _record_amounts = ("budget", "advance")
    _entry_system_fields = OUTING_SYSTEM_FIELDS | {"advance_paid_on", "advance_cleared_on"}
    _reminder_type = "key_account_visits.mail_activity_trip_report"

    purpose = fields.Text(string="What the Trip Is for", required=True)
    date_from = fields.Date(string="From", required=True, tracking=True, index=True, copy=False)
    date_to = fields.Date(string="To", required=True, tracking=True, copy=False)
    days = fields.Integer(
        string="Number of Days",
        compute="_compute_days",
        store=True,
        help="First and last day counted.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "customer_trip_participant_rel",
        string="Also Going",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    stop_ids = fields.One2many("customer.trip.stop", "trip_id", string="Destinations", copy=True)
    destination = fields.Char(compute="_compute_destination", store=True, string="Where")
    transport = fields.Selection(
        [
            ("train", "Train"),
            ("plane", "Plane"),
            ("car", "Company Car"),
            ("own_car", "Own Car"),
            ("bus", "Bus"),
            ("other", "Other"),
        ],
        string="Means of Transport",
        default="train",
    )
    visit_ids = fields.One2many("customer.visit", "trip_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")
    checkin_ids = fields.One2many("customer.trip.checkin", "trip_id", string="Check-Ins")
    can_check_in = fields.Boolean(compute="_compute_can_check_in")
    report = fields.Text(copy=False)
    results = fields.Text(copy=False)
    problems = fields.Text(string="Problems and Advice", copy=False)

    @api.depends("date_from", "date_to")
    def _compute_days(self):
        for trip in self:
            both = trip.date_from and trip.date_to
            trip.days = (trip.date_to - trip.date_from).days + 1 if both else 0

    @api.depends("stop_ids.place", "stop_ids.date_from")
    def _compute_destination(self):
        for trip in self:
            trip.destination = " → ".join(trip.stop_ids.filtered("place").mapped("place"))

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        counts = dict(
            self.env["customer.visit"]._read_group(
                [("trip_id", "in", self.ids)], ["trip_id"], ["__count"]
            )
        )
        for trip in self:
            trip.visit_count = counts.get(trip._origin, 0)

    @api.depends("name", "destination", "user_id.name")
    def _compute_display_name(self):
        for trip in self:
            # sudo: whose trip it is, named to whoever may read the trip
            parts = (trip.name, trip.sudo().user_id.name, trip.destination)
            trip.display_name = " ".join(part for part in parts if part)

    @api.depends("date_to", "company_id")
    def _compute_report_due(self):
        super()._compute_report_due()

    @api.depends("state", "date_from", "date_to", "participant_ids", "user_id")
    @api.depends_context("uid")
    def _compute_can_check_in(self):
        for trip in self:
            trip.can_check_in = (
                trip.state not in ("closed", "cancelled")
                and trip._outing_has_begun()
                and not trip._outing_is_over()
                and self.env.user in trip._outing_people()
            )

    def _outing_is_over(self):
        """Tell whether the last day has passed."""
        return bool(self.date_to) and self.date_to < self.company_id._workday_today()

    # ------------------------------------------------------------------
    # What the mixins ask
    # ------------------------------------------------------------------
    def _outing_span(self):
        self.ensure_one()
        return self.date_from, self.date_to

    def _outing_has_begun(self):
        begin, _end = self._outing_span()
        return bool(begin) and begin <= self.company_id._workday_today()

    def _outing_has_ended(self):
        _begin, end = self._outing_span()
        return bool(end) and end <= self.company_id._workday_today()

    def _outing_people(self):
        self.ensure_one()
        return self.user_id | self.participant_ids

    def _outing_report_missing(self):
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("report", "results")
            if not (self[name] or "").strip()
        ]
        # sudo: whether the reports of its visits are in, whoever may read them
        owed_sudo = self.sudo().visit_ids.filtered(lambda v: v.state in ("approved", "done"))
        if owed_sudo:
            missing.append(
                self.env._(
                    "the reports of its visits (%(visits)s)",
                    visits=format_list(self.env, owed_sudo[:5].mapped("name")),
                )
            )
        return missing

    def _approval_amount(self):
        self.ensure_one()
        return max(self.budget, self.advance), self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "user_id",
            "participant_ids",
            "purpose",
            "date_from",
            "date_to",
            "budget",
            "advance",
            "currency_id",
            "stop_ids",
        }

    def _approval_fact_fields(self):
        return ["purpose", "date_from", "date_to", "budget", "advance"]

    def _approval_excluded_users(self):
        return super()._approval_excluded_users() | self.user_id

    def _approval_department(self):
        return self.department_id or super()._approval_department()

    def _approval_may_request(self):
        return super()._approval_may_request() | self.filtered(
            lambda trip: trip.user_id == self.env.user
        )

    def _check_can_submit(self):
        super()._check_can_submit()
        for trip in self:
            if not trip.stop_ids:
                raise UserError(
                    self.env._(
                        "%(trip)s has no destination. Enter where the trip goes.",
                        trip=trip.display_name,
                    )
                )
        self._check_expenses_inside()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    @api.constrains("user_id", "participant_ids", "date_from", "date_to", "state")
    def _check_one_trip(self):
        """Nobody is on two trips on the same day."""
        for trip in self.filtered(lambda t: t.state not in ("draft", "rejected", "cancelled")):
            # sudo: that a colleague is away that day, whoever may read the trip
            other_sudo = self.sudo().search(
                [
                    ("id", "!=", trip.id),
                    ("state", "not in", ("draft", "rejected", "cancelled")),
                    ("date_from", "<=", trip.date_to),
                    ("date_to", ">=", trip.date_from),
                    "|",
                    ("user_id", "in", trip._outing_people().ids),
                    ("participant_ids", "in", trip._outing_people().ids),
                ],
                limit=1,
            )
            if other_sudo:
                both = other_sudo._outing_people() & trip._outing_people()
                raise ValidationError(
                    self.env._(
                        "%(people)s: on another trip from %(start)s to %(end)s (%(trip)s).",
                        people=format_list(self.env, both.mapped("name")),
                        start=other_sudo.date_from,
                        end=other_sudo.date_to,
                        trip=other_sudo.name,
                    )
                )

    def _check_expenses_inside(self):
        """Refuse a trip made shorter than its expenses (issue: bad input)."""
        for expense_sudo in self._outing_expenses().filtered(lambda e: e.state != "refused"):
            trip = expense_sudo.trip_id
            if expense_sudo.date and not trip.date_from <= expense_sudo.date <= trip.date_to:
                raise UserError(
                    self.env._(
                        "%(trip)s: the expense “%(expense)s” of %(day)s lies outside the trip.",
                        trip=trip.display_name,
                        expense=expense_sudo.name,
                        day=expense_sudo.date,
                    )
                )

    def action_open_visits(self):
        """Open the visits of this trip."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits"),
            "res_model": "customer.visit",
            "view_mode": "list,form",
            "domain": [("trip_id", "=", self.id)],
            "context": {"default_trip_id": self.id, "default_user_id": self.user_id.id},
        }

    def action_check_in(self):
        """Open the dialog by which who travels says where they have arrived."""
        self.ensure_one()
        self.check_access("read")
        ahead = self.stop_ids.filtered(lambda stop: not stop.checkin_ids)[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check In"),
            "res_model": "customer.trip.checkin",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_trip_id": self.id,
                "default_stop_id": ahead.id,
                "default_place": ahead.place,
            },
        }

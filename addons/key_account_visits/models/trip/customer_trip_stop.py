from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerTripStop(models.Model):
    """One destination of a trip: where, from when to when, what for."""

    _name = "customer.trip.stop"
    _inherit = ["customer.approval.line.mixin"]
    _description = "Destination of a Trip"
    _order = "trip_id, date_from, id"
    _approval_parent_field = "trip_id"

    trip_id = fields.Many2one("customer.trip", required=True, index=True, ondelete="cascade")
    place = fields.Char(required=True)
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    note = fields.Char(string="What For")
    checkin_ids = fields.One2many("customer.trip.checkin", "stop_id", string="Check-Ins")
    is_checked_in = fields.Boolean(string="Arrived", compute="_compute_is_checked_in")

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A stay ends after it begins."
    )

    @api.depends("checkin_ids")
    def _compute_is_checked_in(self):
        for stop in self:
            stop.is_checked_in = bool(stop.checkin_ids)

    @api.depends("place")
    def _compute_display_name(self):
        for stop in self:
            stop.display_name = stop.place

    @api.constrains("date_from", "date_to", "trip_id")
    def _check_inside_trip(self):
        for stop in self:
            trip = stop.trip_id
            for day in (stop.date_from, stop.date_to):
                if day and not trip.date_from <= day <= trip.date_to:
                    raise ValidationError(
                        self.env._(
                            "%(place)s: %(day)s lies outside the trip.",
                            place=stop.place,
                            day=day,
                        )
                    )

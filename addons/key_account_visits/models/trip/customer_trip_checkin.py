from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

CLERK_GROUPS = "customer_base.group_customer_clerk,customer_base.group_customer_admin"
CHUNK = 1000


class CustomerTripCheckin(models.Model):
    """Arrival at a place of a trip, told by the traveller or put down by the clerk (REQ V-09).

    Seed S4 2.2 第14条. Where somebody is, is sensitive personal data (PIPL 28): a position is kept
    only when the company has switched it on and the traveller agreed to it, and erased later.
    """

    _name = "customer.trip.checkin"
    _inherit = ["customer.entry.mixin"]
    _description = "Check-In of a Trip"
    _order = "moment desc, id desc"
    _rec_name = "place"
    # the clerk who may read a trip puts its arrivals down
    _entry_links = ("trip_id",)
    _entry_right = "read"

    trip_id = fields.Many2one("customer.trip", required=True, index=True, ondelete="restrict")
    stop_id = fields.Many2one(
        "customer.trip.stop",
        string="Destination",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('trip_id', '=', trip_id)]",
    )
    company_id = fields.Many2one(related="trip_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Who Arrived",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    place = fields.Char(required=True)
    moment = fields.Datetime(
        string="Arrived at", required=True, readonly=True, default=fields.Datetime.now
    )
    by_id = fields.Many2one(
        "res.users", string="Put Down by", readonly=True, index=True, ondelete="restrict"
    )
    latitude = fields.Float(digits=(9, 6), groups="customer_base.group_customer_user")
    longitude = fields.Float(digits=(9, 6), groups="customer_base.group_customer_user")
    has_position = fields.Boolean(string="With Position", readonly=True)
    without_approval = fields.Boolean(
        string="Without Approved Application", readonly=True, index=True
    )
    note = fields.Char(string="Notes")
    position_wanted = fields.Boolean(compute="_compute_position_wanted")

    _latitude_range = models.Constraint(
        "CHECK(latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "This is no place on earth.",
    )

    @api.depends("trip_id", "user_id")
    @api.depends_context("uid")
    def _compute_position_wanted(self):
        agreed = self.env.user.customer_position_consent
        for checkin in self:
            company = checkin.trip_id.sudo().company_id  # a setting, for whoever checks in
            checkin.position_wanted = (
                agreed and company.customer_checkin_position and checkin.user_id == self.env.user
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Put down arrivals; time, author and approval are the system's to say.

        :raises AccessError: for somebody else, by who is no clerk
        :raises UserError: a position that nobody agreed to
        """
        self.browse().check_access("create")
        vals_list = [self._own_values(vals) for vals in vals_list]
        checkins = super().create(vals_list)
        checkins._check_people()
        return checkins

    @api.model
    def _own_values(self, vals):
        trip = self.env["customer.trip"].browse(vals.get("trip_id"))
        trip.check_access("read")
        stop = self.env["customer.trip.stop"].browse(vals.get("stop_id"))
        approved_sudo = trip.sudo()  # whether it was approved, whoever puts it down
        has_position = bool(vals.get("latitude") or vals.get("longitude"))
        if has_position:
            self._check_position_allowed(trip, vals.get("user_id") or self.env.uid)
        return {
            **vals,
            "place": vals.get("place") or stop.place,
            "user_id": vals.get("user_id") or self.env.uid,
            "moment": fields.Datetime.now(),
            "by_id": self.env.uid,
            "has_position": has_position,
            "without_approval": not approved_sudo._approval_is_frozen(),
        }

    def _check_position_allowed(self, trip, user_id):
        """:raises UserError: the company keeps no positions, or the traveller did not agree"""
        company_sudo = trip.sudo().company_id  # a setting, for whoever checks in
        # sudo: whether the traveller agreed
        user_sudo = self.env["res.users"].sudo().browse(user_id)
        if not company_sudo.customer_checkin_position:
            raise UserError(self.env._("Your company keeps no positions. Check in by place only."))
        if user_id != self.env.uid or not user_sudo.customer_position_consent:
            raise UserError(
                self.env._(
                    "A position is kept only of who agreed to it, in the own preferences, and "
                    "checks in personally."
                )
            )

    def _check_people(self):
        for checkin in self:
            trip_sudo = checkin.trip_id.sudo()  # who travels
            if checkin.user_id not in trip_sudo._outing_people():
                raise ValidationError(
                    self.env._(
                        "%(person)s is not on the trip %(trip)s.",
                        person=checkin.user_id.name,
                        trip=trip_sudo.name,
                    )
                )
            if checkin.user_id != self.env.user and not self.env.user.has_groups(CLERK_GROUPS):
                raise AccessError(
                    self.env._("Who travels checks in, or the clerk puts it down for them.")
                )
            if trip_sudo.state in ("cancelled", "closed"):
                raise UserError(
                    self.env._("%(trip)s is over or cancelled.", trip=trip_sudo.display_name)
                )
            if checkin.stop_id and checkin.stop_id.trip_id != checkin.trip_id:
                raise ValidationError(
                    self.env._("%(place)s belongs to another trip.", place=checkin.place)
                )

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note"}:
            raise UserError(
                self.env._("An arrival stays as it was put down. Only its note can be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("An arrival stays on record."))

    @api.model
    def _cron_erase_positions(self):
        """Erase positions kept longer than their retention (PIPL 19), in chunks."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain.TRUE):
            days = company.customer_checkin_retention
            before = fields.Datetime.subtract(fields.Datetime.now(), days=days)
            domain = (
                Domain("company_id", "=", company.id)
                & Domain("has_position", "=", True)
                & Domain("moment", "<", before)
            )
            while old := self.search(domain, limit=CHUNK).try_lock_for_update():
                old.write({"latitude": 0, "longitude": 0, "has_position": False})
                if not cron._commit_progress(len(old)):
                    return
        cron._commit_progress(remaining=0)

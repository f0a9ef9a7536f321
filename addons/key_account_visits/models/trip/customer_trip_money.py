from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerTrip(models.Model):
    """Money of a trip: what it may cost, and the advance that its expenses clear (借款)."""

    _inherit = "customer.trip"

    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        default=lambda self: self.env.company.currency_id,
    )
    budget = fields.Monetary(tracking=True)
    advance = fields.Monetary(tracking=True, help="Money asked for before leaving.")
    advance_paid_on = fields.Date(readonly=True, copy=False, tracking=True)
    advance_cleared_on = fields.Date(readonly=True, copy=False, tracking=True)
    advance_state = fields.Selection(
        [
            ("none", "None"),
            ("asked", "Asked For"),
            ("paid", "Paid, Not Cleared"),
            ("cleared", "Cleared"),
        ],
        string="Advance Is",
        compute="_compute_advance_state",
        store=True,
    )
    advance_rest = fields.Monetary(
        string="To Pay Back",
        compute="_compute_advance_rest",
        currency_field="company_currency_id",
        help="Advance less approved expenses; negative when the traveller gets the difference.",
    )

    @api.depends("advance", "advance_paid_on", "advance_cleared_on")
    def _compute_advance_state(self):
        for trip in self:
            if trip.advance_cleared_on:
                trip.advance_state = "cleared"
            elif trip.advance_paid_on:
                trip.advance_state = "paid"
            else:
                trip.advance_state = "asked" if trip.advance else "none"

    @api.depends("advance", "advance_paid_on", "expense_approved")
    def _compute_advance_rest(self):
        for trip in self:
            company = trip.company_id or self.env.company
            day = trip.advance_paid_on or trip.date_from or company._workday_today()
            advance = (trip.currency_id or company.currency_id)._convert(
                trip.advance, company.currency_id, company, day
            )
            trip.advance_rest = advance - trip.expense_approved if trip.advance_paid_on else 0.0

    def _check_finance(self):
        """:raises AccessError: finance pays and clears advances"""
        if not self.env.user.has_groups(
            "customer_base.group_customer_finance,customer_base.group_customer_admin"
        ):
            raise AccessError(self.env._("Finance pays advances and clears them."))
        self.check_access("read")
        for trip in self:
            if self.env.user in trip._outing_people():
                raise AccessError(self.env._("Nobody pays or clears their own advance."))

    def action_pay_advance(self):
        """Say that the advance was paid out (finance).

        :raises UserError: not approved, none asked for, or paid already
        """
        self._check_finance()
        for trip in self:
            if not trip.advance or trip.advance_paid_on or not trip._approval_is_frozen():
                raise UserError(
                    self.env._(
                        "%(trip)s: an advance is paid once, after the application is approved.",
                        trip=trip.display_name,
                    )
                )
        # the system's to write; rights were checked
        self.sudo().write({"advance_paid_on": self.env.company._workday_today()})
        return True

    def action_clear_advance(self):
        """Say that the advance is cleared against the expenses (finance).

        :raises UserError: not paid, cleared already, or expenses still open
        """
        self._check_finance()
        for trip in self:
            if not trip.advance_paid_on or trip.advance_cleared_on:
                raise UserError(self.env._("%(trip)s has no open advance.", trip=trip.display_name))
            open_sudo = trip._outing_expenses().filtered(
                lambda expense: expense.state in ("draft", "submitted")
            )
            if open_sudo or trip.state != "closed":
                raise UserError(
                    self.env._(
                        "%(trip)s: the advance is cleared when the report is accepted and no "
                        "expense is open.",
                        trip=trip.display_name,
                    )
                )
        # the system's to write; rights were checked
        self.sudo().write({"advance_cleared_on": self.env.company._workday_today()})
        return True

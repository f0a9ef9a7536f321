from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.addons.customer_base.tools.roles import WHOLE_COMPANY_GROUPS
from odoo.exceptions import UserError, ValidationError

# States in which people are invited and answers written down.
GUEST_STATES = ("draft", "submitted", "approved", "held", "rejected")


class CustomerCareEvent(models.Model):
    """An event for customers: thanks, promotion, get-together (REQ V-19).

    Seeds S1 四(二)2 (答谢活动, 新品发布会, 联谊会, 节日庆祝) and S4 3.3.3 二.4 (推介会). Approved
    before it is held, summed up after: who came, what it cost, what follows.
    """

    _name = "customer.care.event"
    _inherit = ["customer.confidential.mixin", "customer.entry.mixin", "customer.approval.mixin"]
    _description = "Customer Event"
    _order = "date desc, id desc"
    _check_company_auto = True
    _entry_system_fields = frozenset({"name", "held_on", "closed_on", "cancel_reason"})
    _entry_transitions = {
        "hold": (("approved",), "organiser"),
        "close": (("held",), "organiser"),
        "cancel": (("draft", "rejected", "approved"), "organiser"),
        "reopen": (("closed",), "organiser"),
        "invite": (("approved",), "organiser"),
    }

    name = fields.Char(string="Number", readonly=True, copy=False, default=False)
    title = fields.Char(string="Subject", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("thanks", "Appreciation"),
            ("promotion", "Promotion"),
            ("launch", "Product Launch"),
            ("social", "Get-Together"),
            ("festival", "Festival"),
            ("other", "Other"),
        ],
        required=True,
        default="thanks",
        tracking=True,
    )
    date = fields.Datetime(string="Begins", required=True, copy=False, tracking=True)
    date_end = fields.Datetime(string="Ends", copy=False)
    place = fields.Char(tracking=True)
    aim = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    budget = fields.Monetary(tracking=True)
    cost = fields.Monetary(string="Actual Cost", copy=False, tracking=True)
    guest_ids = fields.One2many("customer.care.event.guest", "event_id", string="Guests")
    invited_count = fields.Integer(string="Invited", compute="_compute_counts")
    yes_count = fields.Integer(string="Accepted", compute="_compute_counts")
    came_count = fields.Integer(string="Came", compute="_compute_counts")
    summary = fields.Text(copy=False, help="How it went, and what follows from it.")
    held_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(string="Summed up On", readonly=True, copy=False)
    cancel_reason = fields.Text(string="Why Cancelled", readonly=True, copy=False)
    can_hold = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_invite = fields.Boolean(compute="_compute_can")

    _budget_not_negative = models.Constraint(
        "CHECK((budget IS NULL OR budget >= 0) AND (cost IS NULL OR cost >= 0))",
        "Budget and cost must not be negative.",
    )

    # ------------------------------------------------------------------ computes
    @api.model
    def _selection_state(self):
        labels = dict(super()._selection_state())
        labels["held"] = self.env._("Held")
        labels["closed"] = self.env._("Summed up")
        labels["cancelled"] = self.env._("Cancelled")
        return list(labels.items())

    @api.depends("name", "title")
    def _compute_display_name(self):
        for event in self:
            event.display_name = " ".join(filter(None, (event.name, event.title)))

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for event in self:
            event.department_id = (
                event.user_id._employee_in(event.company_id).department_id
                if event.user_id
                else False
            )

    @api.depends("guest_ids.invited_on", "guest_ids.answer", "guest_ids.came")
    def _compute_counts(self):
        # sudo: how many they are is no secret from who sees the event; who they are is
        guests_sudo = self.env["customer.care.event.guest"].sudo()
        rows = guests_sudo._read_group(
            [("event_id", "in", self.ids)],
            ["event_id", "answer", "came"],
            ["invited_on:count", "__count"],
        )
        self.invited_count = self.yes_count = self.came_count = 0
        events = {event.id: event for event in self.browse(self.ids)}
        for event, answer, came, invited, count in rows:
            mine = events[event.id]
            mine.invited_count += invited
            mine.yes_count += count if answer == "yes" else 0
            mine.came_count += count if came else 0

    @api.depends("state", "user_id", "applicant_id", "department_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for event in self:
            saved = bool(event._origin)
            event.can_hold = saved and not event._why_not("hold")
            event.can_close = saved and not event._why_not("close")
            event.can_cancel = saved and not event._why_not("cancel")
            event.can_reopen = saved and not event._why_not("reopen")
            event.can_invite = saved and not event._why_not("invite")

    @api.constrains("date", "date_end")
    def _check_dates(self):
        for event in self:
            if event.date_end and event.date_end < event.date:
                raise ValidationError(
                    self.env._("%(event)s ends before it begins.", event=event.display_name)
                )

    # ------------------------------------------------------------------ create, write
    @api.model_create_multi
    def create(self, vals_list):
        # sudo: users draw numbers without having any right on sequences
        sequence_sudo = self.env["ir.sequence"].sudo()
        events = super().create(vals_list)
        for event in events.sudo():
            numbers = sequence_sudo.with_company(event.company_id)
            event.name = numbers.next_by_code("customer.care.event")
        return events

    def write(self, vals):
        if not self.env.su:
            free = self._approval_free_fields()
            if vals.keys() - free:
                self._check_open()
        return super().write(vals)

    def _check_open(self):
        """:raise UserError: what is summed up or cancelled stays as it is"""
        for event in self:
            if event.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(event)s is closed. Reopen it to change it.", event=event.display_name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if kept := self.filtered(lambda event: event.state != "draft"):
            raise UserError(
                self.env._(
                    "%(event)s is kept. Cancel it with a reason instead of deleting.",
                    event=kept[0].display_name,
                )
            )

    # ------------------------------------------------------------------ approval
    def _approval_amount(self):
        return self.budget, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "title", "kind", "date", "place", "aim", "budget", "user_id",
        }  # fmt: skip

    def _approval_fact_fields(self):
        return ["title", "date", "place", "budget"]

    def _approval_unlocked_fields(self):
        """People are invited to what is being decided on only after; answers may come."""
        return super()._approval_unlocked_fields() | {"guest_ids"}

    def _approval_department(self):
        return self.department_id or super()._approval_department()

    def _approval_excluded_users(self):
        return super()._approval_excluded_users() | self.user_id

    def _approval_may_request(self):
        return super()._approval_may_request() | self.filtered(
            lambda event: event.user_id == self.env.user
        )

    def _check_can_submit(self):
        super()._check_can_submit()
        for event in self:
            if not event.place or not (event.aim or "").strip():
                raise UserError(
                    self.env._(
                        "%(event)s: enter place and aim, then submit it.", event=event.display_name
                    )
                )

    def action_revise(self, reason=None):
        """Take an approved event up again; not once it was held.

        :raise UserError: held, summed up or cancelled
        """
        self.check_access("read")  # what follows names them
        if late := self.filtered(lambda event: event.state in ("held", "closed", "cancelled")):
            raise UserError(
                self.env._(
                    "%(event)s was held or cancelled; there is nothing to revise.",
                    event=late[0].display_name,
                )
            )
        return super().action_revise(reason)

    @api.depends("state")
    def _compute_approval_rights(self):
        super()._compute_approval_rights()
        for event in self:
            event.can_revise = event.can_revise and event.state == "approved"

    # ------------------------------------------------------------------ held, summed up
    def _why_not_who(self, who):
        user = self.env.user
        if user in (self.user_id, self.applicant_id) or user.has_groups(WHOLE_COMPANY_GROUPS):
            return False
        if (
            user.has_group("customer_base.group_customer_manager")
            and self.department_id in user.customer_department_ids
        ):
            return False
        return self.env._(
            "%(event)s is for %(user)s or their superior.",
            event=self.display_name,
            user=self.user_id.sudo().name,  # the name of a colleague
        )

    def _why_not(self, action):
        if why := super()._why_not(action):
            return why
        if action == "hold" and self.date > fields.Datetime.now():
            return self.env._("%(event)s has not begun yet.", event=self.display_name)
        return False

    def action_hold(self):
        """It took place: from now on it is written down who came.

        :raises UserError: not approved, not begun, somebody else's
        """
        self._check_action("hold")
        for company, events in self.sudo().grouped("company_id").items():
            # sudo: the system's fields, by their action only; rights were checked above
            events.write({"held_on": company._workday_today()})
        self._approval_set_state("held")
        return True

    def action_close(self):
        """Close with summary and cost; every customer whose people came has an interaction.

        :raises UserError: not held, somebody else's, or no summary
        """
        self._check_action("close")
        for event in self:
            if not (event.summary or "").strip():
                raise UserError(
                    self.env._("%(event)s: write the summary first.", event=event.display_name)
                )
        for company, events in self.sudo().grouped("company_id").items():
            # sudo: as above
            events.write({"closed_on": company._workday_today()})
        self._approval_set_state("closed")
        # sudo: of customers of colleagues, too
        guests_sudo = self.env["customer.care.event.guest"].sudo()
        guests_sudo.search([("event_id", "in", self.ids)])._record_interactions()
        return True

    def action_reopen(self, reason=None):
        """Open a summed-up event again, with a reason that stays in the chatter.

        :raises UserError: not summed up, somebody else's, no reason
        """
        return self._with_reason("reopen", reason)

    def action_cancel(self, reason=None):
        """Call the event off, with a reason.

        :raises UserError: already held, somebody else's
        """
        return self._with_reason("cancel", reason)

    def _with_reason(self, action, reason):
        self._check_action(action)
        reason = read_comment(reason)
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Reason"),
                "res_model": "customer.care.event.reason",
                "view_mode": "form",
                "target": "new",
                "context": {"default_event_ids": self.ids, "default_kind": action},
            }
        if action == "cancel":
            # sudo: as above
            self.sudo().write({"cancel_reason": reason})
        self._approval_set_state("cancelled" if action == "cancel" else "held")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))
        return True

    # ------------------------------------------------------------------ guests
    def action_open_guests(self):
        """Open the guests one may see, to write down answers and who came."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_care_event_guest_action"
        )
        context = {"default_event_id": self.id}
        return {**action, "domain": [("event_id", "=", self.id)], "context": context}

    def action_add_from_list(self):
        """Open a new send list of get-togethers, whose people become guests."""
        self.ensure_one()
        self.check_access("read")
        content = self.env.ref(
            "key_account_visits.communication_content_social", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send List"),
            "res_model": "customer.communication.sending",
            "view_mode": "form",
            "context": {
                "default_event_id": self.id,
                "default_name": self.title,
                "default_content_id": content and content.id,
            },
        }

    def action_invite(self):
        """Write the invitation by e-mail to the guests who have none yet.

        :raises UserError: not approved, somebody else's, or everybody has one
        """
        self.ensure_one()
        self._check_action("invite")
        guests = self.env["customer.care.event.guest"].search(
            [("event_id", "=", self.id), ("invited_on", "=", False)]
        )
        if not guests:
            raise UserError(
                self.env._("%(event)s has no guest without an invitation.", event=self.display_name)
            )
        template = self.env.ref(
            "key_account_visits.mail_template_event_invitation", raise_if_not_found=False
        )
        return guests._compose(template)

from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list, split_every
from odoo.tools.misc import format_date

from ...tools.roles import WHOLE_COMPANY_GROUPS

# What the sender fills in; all else is the system's.
SENDER_FIELDS = {
    "name",
    "partner_id",
    "prospect_name",
    "prospect_contact",
    "prospect_phone",
    "to_user_id",
    "to_department_id",
    "product",
    "region",
    "expected_amount",
    "note",
}
# action → (states from which, state to which, who: receiver, sender or outcome (also superiors))
TRANSITIONS = {
    "accept": (("sent",), "accepted", "receiver"),
    "decline": (("sent",), "declined", "receiver"),
    "withdraw": (("sent",), "withdrawn", "sender"),
    "win": (("accepted",), "won", "outcome"),
    "lose": (("accepted",), "lost", "outcome"),
    "close": (("accepted",), "closed", "outcome"),
}
ACTIVITY = "customer_base.mail_activity_type_referral"


class CustomerReferral(models.Model):
    """An opportunity that somebody found for a colleague (REQ B-15, seed S1 五(二)2).

    sent → accepted → won, lost or closed; or declined, or withdrawn while nobody has answered.
    Sender and receiver see all that becomes of it.
    """

    _name = "customer.referral"
    _inherit = [
        "customer.entry.mixin",
        "customer.confidential.mixin",
        "customer.sealed",
        "customer.export.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer Referral"
    _order = "create_date desc, id desc"
    _mail_post_access = "read"
    _due_field = "answer_due"
    _check_company_auto = True
    _entry_transitions = {
        action: (states, who) for action, (states, _target, who) in TRANSITIONS.items()
    }

    name = fields.Char(string="Opportunity", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )
    prospect_name = fields.Char(string="New Company", help="A company that is no customer yet.")
    prospect_contact = fields.Char(string="Contact Person")
    prospect_phone = fields.Char(string="Phone")
    from_user_id = fields.Many2one(
        "res.users",
        string="Sent by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
    )
    to_department_id = fields.Many2one(
        "hr.department",
        string="Department",
        check_company=True,
        help="Without a colleague, the manager of this department receives the referral.",
    )
    department_id = fields.Many2one(
        "hr.department", string="Department of the Receiver", readonly=True, index=True
    )
    product = fields.Char()
    region = fields.Char()
    expected_amount = fields.Monetary()
    note = fields.Text(string="Notes")
    state = fields.Selection(
        [
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="sent",
        readonly=True,
        index=True,
        tracking=True,
    )
    answer_due = fields.Date(string="Answer by", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    closed_on = fields.Datetime(readonly=True)
    reminded_on = fields.Date(readonly=True)
    result_note = fields.Char(string="Reason", readonly=True, tracking=True)
    customer_name = fields.Char(compute="_compute_customer_name", string="Customer or Company")
    can_answer = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")

    @api.depends("partner_id", "prospect_name")
    def _compute_customer_name(self):
        for referral in self:
            # sudo: who receives a referral learns which customer it is about
            referral.customer_name = referral.partner_id.sudo().name or referral.prospect_name

    @api.depends("state", "from_user_id", "to_user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for referral in self:
            saved = bool(referral._origin)
            referral.can_answer = saved and not referral._why_not("accept")
            referral.can_withdraw = saved and not referral._why_not("withdraw")
            referral.can_close = saved and not referral._why_not("win")

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        """The form may be opened for a customer or a colleague; nothing else comes from outside."""
        values = super().default_get(fields)
        for name in SENDER_FIELDS & set(fields):
            if f"default_{name}" in self.env.context:
                values[name] = self.env.context[f"default_{name}"]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Send referrals: creating one is sending it.

        :raises AccessError: a value only the system sets, or a customer the sender cannot read
        :raises UserError: no customer, no receiver, or oneself
        """
        Referral = self
        prepared = [Referral._prepare_sending(vals) for vals in vals_list]
        referrals = super(CustomerReferral, unsealed(self)).create(prepared)
        for referral in referrals:
            referral._ask_receiver()
        return self.browse(referrals.ids)

    def _prepare_sending(self, vals):
        forged = {name for name, value in vals.items() if value} - SENDER_FIELDS
        if forged and not self.env.su:
            raise AccessError(
                self.env._(
                    "Set by the system: %(fields)s.",
                    fields=format_list(
                        self.env,
                        [
                            self._fields[name]._description_string(self.env)
                            for name in sorted(forged)
                            if name in self._fields
                        ],
                    ),
                )
            )
        vals = {name: vals[name] for name in SENDER_FIELDS if vals.get(name)}
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if partner:
            partner.check_access("read")
            partner = partner.commercial_partner_id
            # passing on lets the colleague work on it: a right to read only is not enough
            partner._customer_check_access("write")
            vals["partner_id"] = partner.id
        if not partner and not read_comment(vals.get("prospect_name")):
            raise UserError(self.env._("Choose a customer, or name the new company."))
        company = self.env.company
        receiver, department = self._find_receiver(vals, company)
        [due] = company._workday_add([company._workday_today()], company.customer_referral_days)
        return vals | {
            "company_id": company.id,
            "from_user_id": self.env.uid,
            "to_user_id": receiver.id,
            "department_id": department.id,
            "state": "sent",
            "answer_due": due,
        }

    def _find_receiver(self, vals, company):
        """Return who receives the referral, and the department that person works in."""
        # sudo: everybody may send to everybody, without a right on the staff's data
        receiver = self.env["res.users"].sudo().browse(vals.get("to_user_id"))
        department = self.env["hr.department"].sudo().browse(vals.get("to_department_id"))
        if not receiver:
            receiver = department.manager_id.user_id
        if not receiver and department:
            raise UserError(
                self.env._(
                    "%(department)s has no manager with a login. Choose a colleague.",
                    department=department.name,
                )
            )
        if not receiver:
            raise UserError(self.env._("Choose the colleague or the department it is for."))
        if receiver == self.env.user:
            raise UserError(self.env._("You cannot refer a customer to yourself."))
        if receiver.share or not receiver.active or company not in receiver.company_ids:
            raise UserError(
                self.env._(
                    "%(user)s does not work in %(company)s.",
                    user=receiver.name,
                    company=company.name,
                )
            )
        return receiver, receiver._employee_in(company).department_id or department

    def _ask_receiver(self):
        self.ensure_one()
        self.message_subscribe((self.from_user_id | self.to_user_id).partner_id.ids)
        mine = for_reader(self, self.to_user_id)
        # the activity mails the receiver by itself
        self.activity_schedule(
            ACTIVITY,
            date_deadline=self.answer_due,
            user_id=self.to_user_id.id,
            summary=mine.env._(
                "%(user)s refers %(customer)s: %(opportunity)s",
                user=self.from_user_id.name,
                customer=self.customer_name,
                opportunity=self.name,
            ),
        )

    # ------------------------------------------------------------------
    # Answer and outcome
    # ------------------------------------------------------------------
    def _why_not_who(self, who):
        """Receiver and sender answer for their side; superiors may close for the receiver."""
        user = self.env.user
        if who == "sender":
            allowed = user == self.from_user_id
        else:
            allowed = user == self.to_user_id or (who == "outcome" and self._is_superior())
        if allowed:
            return False
        person = self.from_user_id if who == "sender" else self.to_user_id
        return self.env._(
            "“%(referral)s”: this is for %(user)s to do.",
            referral=self.name,
            user=person.sudo().name,  # names of colleagues are no secret
        )

    def _is_superior(self):
        user = self.env.user
        return user.has_groups(WHOLE_COMPANY_GROUPS) or (
            user.has_group("customer_base.group_customer_manager")
            and self.department_id in user.customer_department_ids
        )

    def _move(self, action, note=""):
        """Take one step, on record, and tell the other side.

        :raises UserError: not in this state, or not for this person
        """
        self.check_access("read")
        states, target, _who = TRANSITIONS[action]
        note = read_comment(note)
        for referral in self:
            referral_sudo = unsealed(referral).try_lock_for_update()
            if not referral_sudo:
                raise UserError(
                    self.env._("“%(referral)s” is being changed.", referral=referral.name)
                )
            referral.invalidate_recordset(["state"])
            if why := referral._why_not(action):
                raise UserError(why)
            now = fields.Datetime.now()
            vals = {"state": target, "result_note": note or referral_sudo.result_note}
            vals["answered_on" if "sent" in states else "closed_on"] = now
            referral_sudo.write(vals)
            referral_sudo.activity_unlink([ACTIVITY])
            referral._tell_other_side(note)
        self._sync_customer_access()
        return True

    def _sync_customer_access(self):
        """Let the receiver see the customer from accepting on, until nothing has come of it."""
        with_customer = self.sudo().filtered("partner_id")  # whoever moved the referral on
        self.env["customer.access"]._sync_work(
            with_customer,
            {
                referral: referral.to_user_id
                for referral in with_customer
                if referral.state in ("accepted", "won")
            },
        )

    def _tell_other_side(self, note):
        # sudo: the partners behind the users
        people_sudo = (self.from_user_id | self.to_user_id).sudo() - self.env.user
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        body = self.env._(
            "%(user)s: %(referral)s – %(state)s",
            user=self.env.user.name,
            referral=self.name,
            state=state,
        )
        self.message_post(
            body=f"{body}. {note}" if note else body,
            partner_ids=people_sudo.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def action_accept(self):
        """The receiver takes the opportunity on, and may see the customer from now on."""
        self._move("accept")
        return True

    def action_win(self):
        return self._move("win")

    def action_withdraw(self):
        return self._move("withdraw")

    def action_open_decline(self):
        return self._open_result("decline")

    def action_open_lose(self):
        return self._open_result("lose")

    def action_open_close(self):
        return self._open_result("close")

    def _open_result(self, action):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "customer.referral.result",
            "view_mode": "form",
            "target": "new",
            "context": {"default_referral_id": self.id, "default_action": action},
        }

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------
    @api.model
    def _cron_remind(self):
        """Remind receivers who have not answered in time, once, and tell the senders."""
        companies = self.env["res.company"]._customer_companies()
        due = unsealed(self).search(
            Domain("state", "=", "sent")
            & Domain("reminded_on", "=", False)
            & companies._customer_day_domain("answer_due", "<=", "company_id")
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for chunk in split_every(100, due.ids, due.browse):
            for referral in chunk.try_lock_for_update().filtered(lambda r: r.state == "sent"):
                referral._remind()
            if not cron._commit_progress(len(chunk)):
                break

    def _remind(self):
        today = self.company_id._workday_today()
        if self.answer_due > today:
            return
        self.reminded_on = today
        for user in (self.to_user_id | self.from_user_id)._who_may_read(self._name):
            mine = for_reader(self, user)
            mine.message_notify(
                partner_ids=user.partner_id.ids,
                subject=mine.env._("Referral without an answer: %(referral)s", referral=self.name),
                body=mine.env._(
                    "%(user)s was to answer by %(date)s: %(referral)s (%(customer)s).",
                    user=self.to_user_id.name,
                    date=format_date(mine.env, self.answer_due),
                    referral=self.name,
                    customer=self.customer_name,
                ),
            )

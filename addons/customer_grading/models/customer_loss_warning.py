from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.addons.customer_base.tools.joined import join_sentences
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date, formatLang

LEVELS = [("1", "Attention"), ("2", "Serious"), ("3", "Lost Customer")]
RUNNING = ("open", "handled")
# Who handles warnings, of customers they may change.
HANDLING_GROUPS = (
    "customer_base.group_customer_salesperson,customer_base.group_customer_manager,"
    "customer_base.group_customer_clerk,customer_base.group_customer_director,"
    "customer_base.group_customer_admin"
)


class CustomerLossWarning(models.Model):
    """A customer buys less than its own rhythm says (REQ G-08, S1 六(一)2, S4 2.1.3).

    Made, raised, lowered and closed every night from the posted invoices (see
    ``customer_loss_query.py`` for what is counted and ``customer_loss_cron.py`` for who is told).
    Two signals, the worse one is the level:

    * silence: days since the last purchase, as a multiple of the usual days between purchases;
    * fall: net purchases of three months, or of three usual gaps, against what was usual in as
      many days before. A customer who still buys is not lost: a fall is serious at most.

    The figures are those of the day the level was reached. People say what was done, or confirm
    the loss with its cause; nothing is ever deleted.
    """

    _name = "customer.loss.warning"
    _inherit = [
        "customer.sealed",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Loss Warning"
    _order = "level desc, usual_amount desc, id desc"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Responsible", index=True, ondelete="set null")
    department_id = fields.Many2one("hr.department", index=True, ondelete="set null")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id")
    level = fields.Selection(LEVELS, string="Warning Level", required=True, index=True)
    state = fields.Selection(
        [
            ("open", "To Handle"),
            ("handled", "Handled"),
            ("lost", "Loss Confirmed"),
            ("closed", "Buys Again"),
            ("ended", "No Longer Watched"),
        ],
        string="Status",
        required=True,
        default="open",
    )
    # what was seen, frozen
    seen_on = fields.Date(string="Seen on", required=True, help="Day of the figures.")
    attention_on = fields.Date(string="Attention since")
    serious_on = fields.Date(string="Serious since")
    lost_on = fields.Date(string="Lost since")
    last_day = fields.Date(string="Last Purchase", required=True)
    purchase_count = fields.Integer(
        string="Number of Purchases",
        aggregator="avg",
        help="Days with posted customer invoices, in the 24 months up to the last purchase.",
    )
    gap_days = fields.Float(
        string="Usual Days between Purchases",
        digits=(16, 1),
        aggregator="avg",
        help="Days from the first to the last of these purchases, divided by the gaps between.",
    )
    shortest_days = fields.Integer(string="Shortest Rhythm (Days)", aggregator=None)
    silent_days = fields.Integer(string="Days since Last Purchase", aggregator="avg")
    usual_amount = fields.Monetary(
        string="Usual Purchase",
        aggregator="avg",
        help="Average invoiced on a day of purchase, without tax and before credit notes.",
    )
    fall_days = fields.Integer(
        string="Days Compared",
        aggregator=None,
        help="Three months, or three times the usual days between purchases where that is more.",
    )
    recent_amount = fields.Monetary(
        string="Purchases Recently",
        help="Invoices less credit notes, without tax, of the days compared.",
    )
    before_amount = fields.Monetary(
        string="Usually in as Many Days",
        help="Net purchases of four times as many days before, divided by four.",
    )
    fall = fields.Float(string="Fall (%)", digits=(16, 1), aggregator="avg")
    silence_level = fields.Integer(aggregator=None)
    fall_level = fields.Integer(aggregator=None)
    # a text, which lists wrap: a line of characters is cut where it does not fit
    explanation = fields.Text(compute="_compute_explanation")
    # who was told what
    told_level = fields.Integer(default=0, aggregator=None)
    manager_told_level = fields.Integer(default=0, aggregator=None)
    # what people did
    handled_on = fields.Date()
    handled_by_id = fields.Many2one("res.users", string="Handled by", ondelete="set null")
    handling = fields.Text(string="What Was Done")
    confirmed_on = fields.Date(string="Loss Confirmed on")
    cause_id = fields.Many2one(
        "customer.loss.cause", string="Cause", index="btree_not_null", ondelete="restrict"
    )
    # how it ended
    closed_on = fields.Date(string="Ended on")
    return_move_id = fields.Many2one(
        "account.move",
        string="First Invoice Again",
        index="btree_not_null",
        ondelete="set null",
    )
    can_handle = fields.Boolean(string="Can Handle", compute="_compute_can_handle")

    _one_running = models.UniqueIndex(
        "(company_id, partner_id) WHERE state IN ('open', 'handled', 'lost')",
        "A customer has one loss warning at a time.",
    )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------
    @api.depends("silence_level", "fall_level", "seen_on")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for warning in self:
            parts = []
            if warning.silence_level:
                parts.append(warning._explain_silence())
            if warning.fall_level:
                parts.append(warning._explain_fall())
            warning.explanation = join_sentences(self.env, parts)

    def _explain_silence(self):
        """Say first what happened: lists cut what comes late."""
        numbers = {
            "gap": formatLang(self.env, self.gap_days, digits=1),
            "count": self.purchase_count,
            "day": format_date(self.env, self.last_day),
            "days": self.silent_days,
        }
        if self.gap_days < self.shortest_days:
            return self.env._(
                "Nothing for %(days)s days, %(times)s times the shortest rhythm of %(shortest)s "
                "days; bought every %(gap)s days (%(count)s purchases), last on %(day)s.",
                shortest=self.shortest_days,
                times=formatLang(self.env, self.silent_days / self.shortest_days, digits=1),
                **numbers,
            )
        return self.env._(
            "Nothing for %(days)s days, %(times)s times as long as usual: bought every %(gap)s "
            "days (%(count)s purchases), last on %(day)s.",
            times=formatLang(self.env, self.silent_days / self.gap_days, digits=1),
            **numbers,
        )

    def _explain_fall(self):
        return self.env._(
            "A fall of %(fall)s%%: purchases of %(recent)s in the last %(days)s days, usually "
            "%(before)s in as many days.",
            recent=format_amount(self.env, self.recent_amount, self.currency_id),
            before=format_amount(self.env, self.before_amount, self.currency_id),
            days=self.fall_days,
            fall=formatLang(self.env, self.fall, digits=0),
        )

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------
    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_handle(self):
        allowed = self.env.user.has_groups(HANDLING_GROUPS)
        for warning in self:
            warning.can_handle = allowed and warning.state in RUNNING and warning.access_write

    def action_handle(self):
        """Ask what was done and what comes next."""
        return self._open_wizard("handled", self.env._("Handle"))

    def action_confirm_loss(self):
        """Ask why the customer is lost."""
        return self._open_wizard("lost", self.env._("Confirm the Loss"))

    def _open_wizard(self, outcome, name):
        self._check_may_handle()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "customer.loss.handle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_warning_ids": self.ids, "default_outcome": outcome},
        }

    def _check_may_handle(self):
        """Refuse warnings that ended, and customers of others.

        :raises UserError: ended, or loss confirmed already
        :raises AccessError: naming the customer and the responsible person
        """
        self.check_access("read")
        for warning in self:
            if warning.state not in RUNNING:
                raise UserError(
                    self.env._(
                        "%(customer)s: this warning has ended (%(state)s).",
                        customer=warning.partner_id.name,
                        state=dict(self._fields["state"]._description_selection(self.env))[
                            warning.state
                        ],
                    )
                )
            if not warning.can_handle:
                raise AccessError(
                    self.env._(
                        "The warning about %(customer)s is handled by %(user)s, their manager or "
                        "the clerk of the department.",
                        customer=warning.partner_id.name,
                        # sudo: the name of a colleague is no secret
                        user=warning.user_id.sudo().name or self.env._("nobody yet"),
                    )
                )

    @api.private
    def _handle(self, done, next_step=None, next_date=None, way=None, contacted_on=None):
        """Say what was done; the next step becomes an activity of whoever handles it.

        :param way: means of contact where it was one: the same words become its contact record
        :raises UserError: nothing said, a warning that ended
        :raises AccessError: a customer of others
        """
        self._check_may_handle()
        done = read_comment(done)
        if not done:
            raise UserError(self.env._("Say what was done."))
        self._write_handling({"state": "handled", "handling": done}, done)
        self._record_contact(done, way, contacted_on)
        if next_date:
            self._plan_next(read_comment(next_step), next_date)

    @api.private
    def _confirm_loss(self, cause, text, way=None, contacted_on=None):
        """Confirm that the customer is lost; it is watched again once it buys.

        :param way: as in ``_handle``
        :raises UserError: no cause or text, a warning that ended
        :raises AccessError: a customer of others
        """
        self._check_may_handle()
        text = read_comment(text)
        if not text or not cause:
            raise UserError(self.env._("Say why the customer is lost: a cause, and what happened."))
        for company, warnings in self.grouped("company_id").items():
            warnings._write_handling(
                {
                    "state": "lost",
                    "handling": text,
                    "cause_id": cause.id,
                    "confirmed_on": company._workday_today(),
                },
                self.env._("Loss confirmed: %(cause)s. %(text)s", cause=cause.name, text=text),
            )
        self._record_contact(text, way, contacted_on)

    def _record_contact(self, text, way, contacted_on):
        """Put a contact on record once, with the rights of whoever had it (REQ B-07)."""
        if not way:
            return
        self.env["customer.interaction"].create(
            [
                {
                    "partner_id": warning.partner_id.id,
                    "company_id": warning.company_id.id,
                    "user_id": self.env.uid,
                    "date": contacted_on or fields.Datetime.now(),
                    "way": way,
                    "summary": text,
                }
                for warning in self
            ]
        )

    def _write_handling(self, vals, body):
        for company, warnings in self.grouped("company_id").items():
            unsealed(warnings).write(
                {
                    **vals,
                    "handled_on": company._workday_today(),
                    "handled_by_id": self.env.uid,
                }
            )
        self._end_activities(reminders_only=True)
        # sudo: who handles a warning may log on it
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    def _plan_next(self, next_step, next_date):
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        # sudo: the activity is one's own, on a document that one handles
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    **self._activity_vals(activity_type),
                    "res_id": warning.id,
                    "user_id": self.env.uid,
                    "date_deadline": next_date,
                    "summary": next_step or self.env._("Win the customer back"),
                }
                for warning in self
            ]
        )

    @api.model
    def _activity_vals(self, activity_type):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "activity_type_id": activity_type.id,
        }

    def _end_activities(self, reminders_only=False):
        """Take away reminders, and the next steps planned unless ``reminders_only``."""
        activities_sudo = self.sudo().activity_ids  # also those of a colleague
        if reminders_only:
            reminder = self.env.ref("customer_grading.mail_activity_loss_warning")
            activities_sudo = activities_sudo.filtered(
                lambda activity: activity.activity_type_id == reminder
            )
        activities_sudo.unlink()

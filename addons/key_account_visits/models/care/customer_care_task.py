from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.addons.customer_base.tools.roles import WHOLE_COMPANY_GROUPS
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.lunar import occurrences
from .customer_anniversary import PERSONAL
from .customer_care_occasion import WAYS

# Way of a greeting -> means of contact of the customer's interactions.
MEANS = {
    "visit": "visit",
    "call": "phone",
    "wechat": "wechat",
    "email": "email",
    "letter": "letter",
}
# What a task is about: moved by the system alone where the system made it.
ABOUT = {"partner_id", "person_id", "occasion_id", "anniversary_id", "day", "company_id"}


class CustomerCareTask(models.Model):
    """Greeting one customer, or one of its people, at one occasion of a year (REQ V-12).

    Seed S3 六.2(2) 客情维护. Made by the system ahead of the day, or by hand; one for each
    customer or person, occasion and year. What is done is an interaction of the customer.
    Birthdays and days of people are personal data: such tasks are seen by who may see those.
    """

    _name = "customer.care.task"
    _inherit = [
        "customer.entry.mixin",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "customer.reminder.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer Care Task"
    _order = "day, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _access_user_field = "user_id"
    _check_company_auto = True
    _mail_post_access = "read"
    _due_field = "remind_on"
    _entry_links = ("partner_id", "person_id", "anniversary_id")
    _entry_people = ("user_id",)
    _entry_system_fields = frozenset(
        {"state", "by_hand", "reminded", "done_by_id", "closed_on", "skip_reason"}
    )
    _entry_transitions = {
        "done": (("open",), "keeper"),
        "skip": (("open",), "keeper"),
        "reopen": (("done", "skipped"), "keeper"),
    }
    _reminder_type = "key_account_visits.mail_activity_care"
    _reminder_day = "remind_on"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('customer_category', '!=', False), ('parent_id', '=', False)]",
    )
    person_id = fields.Many2one(
        "res.partner",
        string="Person",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    occasion_id = fields.Many2one(
        "customer.care.occasion", required=True, index=True, ondelete="restrict"
    )
    anniversary_id = fields.Many2one(
        "customer.anniversary",
        index="btree_not_null",
        ondelete="set null",
        domain="[('partner_id', '=', partner_id)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index=True,
        tracking=True,
        ondelete="set null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, precompute=True, index=True
    )
    day = fields.Date(help="The day of the occasion.")
    year = fields.Integer(
        compute="_compute_year",
        store=True,
        precompute=True,
        aggregator=None,
        help="Of lunar days the lunar year.",
    )
    remind_on = fields.Date(
        string="Last Working Day Before",
        compute="_compute_remind_on",
        store=True,
        precompute=True,
        help="The responsible person is reminded on this day.",
    )
    is_personal = fields.Boolean(
        string="Personal Data", compute="_compute_is_personal", store=True, precompute=True
    )
    company_wide = fields.Boolean(related="occasion_id.company_wide")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("skipped", "Not Done"), ("cancelled", "Dropped")],
        string="Status",
        required=True,
        default="open",
        index=True,
        tracking=True,
        help="Dropped: the system took it back, the customer or the occasion is no more.",
    )
    way = fields.Selection(WAYS)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(tracking=True)
    note = fields.Text(string="Notes")
    done_on = fields.Date(help="Empty: the day on which it is marked as done.")
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True)
    closed_on = fields.Date(readonly=True)
    skip_reason = fields.Text(string="Why Not Done", readonly=True)
    by_hand = fields.Boolean(string="Made by Hand", readonly=True, default=True)
    reminded = fields.Boolean(readonly=True)
    is_overdue = fields.Boolean(
        string="Missed", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_close = fields.Boolean(compute="_compute_can_close")
    can_reopen = fields.Boolean(compute="_compute_can_close")

    # erased ones have no day and no person any more
    _once = models.UniqueIndex(
        "(company_id, occasion_id, year, partner_id, COALESCE(person_id, 0),"
        " COALESCE(anniversary_id, 0)) WHERE day IS NOT NULL",
        "There is a task for this customer, occasion and year already.",
    )
    _open_idx = models.Index("(remind_on, user_id) WHERE state = 'open'")
    _cost_not_negative = models.Constraint(
        "CHECK(cost IS NULL OR cost >= 0)", "The cost must not be negative."
    )

    # ------------------------------------------------------------------ computes
    @api.depends("partner_id", "person_id", "occasion_id")
    def _compute_display_name(self):
        for task in self:
            # sudo: of an own task the customer may be somebody else's by now
            task_sudo = task.sudo()
            who = task_sudo.person_id.name or task_sudo.partner_id.name
            task.display_name = ": ".join(filter(None, (task_sudo.occasion_id.name, who)))

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for task in self:
            task.department_id = (
                task.user_id._employee_in(task.company_id).department_id if task.user_id else False
            )

    @api.depends("occasion_id", "person_id", "anniversary_id")
    def _compute_is_personal(self):
        for task in self:
            kind = task.occasion_id.kind
            task.is_personal = kind == "birthday" or (
                kind == "anniversary" and bool(task.person_id or task.anniversary_id.contact_id)
            )

    @api.depends("day", "occasion_id", "anniversary_id", "person_id")
    def _compute_year(self):
        for task in self:
            if task.day:  # what was erased keeps its year
                found = task._yearly_day() and occurrences(
                    *task._yearly_day(), first=task.day, until=task.day
                )
                task.year = found[0][0] if found else task.day.year

    def _yearly_day(self):
        """Return (calendar, month, day) of what the task is about, or None."""
        kind = self.occasion_id.kind
        if kind == "festival":
            source = self.occasion_id
        elif kind == "anniversary":
            source = self.anniversary_id
        elif kind == "birthday" and (card := self._card()):
            return card.birthday_kind, card.birth_month, card.birth_day
        else:
            return None
        return (source.calendar, source.month, source.day) if source.calendar else None

    def _card(self):
        """Return the person's buying role with a birthday, as superuser."""
        cards_sudo = self.env["customer.contact"].sudo()  # a stored figure, whoever saves
        return cards_sudo.search(
            [("partner_id", "in", self.person_id.ids), ("birthday_kind", "!=", False)], limit=1
        )

    @api.depends("day", "company_id")
    def _compute_remind_on(self):
        self.filtered(lambda task: not task.day).remind_on = False
        for company, tasks in self.filtered("day").grouped("company_id").items():
            days = company._workday_add(tasks.mapped("day"), -1)
            for task, day in zip(tasks, days, strict=True):
                task.remind_on = day

    @api.depends("state", "day")
    def _compute_is_overdue(self):
        today = self.env.company._workday_today()
        for task in self:
            task.is_overdue = bool(task.state == "open" and task.day and task.day < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "open") & Domain("day", "<", self.env.company._workday_today())

    @api.depends("state", "user_id", "department_id")
    @api.depends_context("uid")
    def _compute_can_close(self):
        for task in self:
            saved = bool(task._origin)
            task.can_close = saved and not task._why_not("done")
            task.can_reopen = saved and not task._why_not("reopen")

    # ------------------------------------------------------------------ constraints
    @api.constrains("partner_id", "person_id", "anniversary_id")
    def _check_customer(self):
        for task in self.sudo():  # customers of a task the user may write
            customer = task.partner_id
            if customer != customer.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s. Choose %(customer)s itself.",
                        contact=customer.name,
                        customer=customer.commercial_partner_id.name,
                    )
                )
            strangers = (task.person_id.commercial_partner_id - customer) | (
                task.anniversary_id.commercial_partner_id - customer
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(customer)s.",
                        person=(task.person_id or task.anniversary_id).display_name,
                        customer=customer.name,
                    )
                )

    @api.constrains("is_personal", "person_id", "user_id", "state", "occasion_id")
    def _check_personal(self):
        """PIPL 13: a person's day is kept with consent, and told to who may see it."""
        # sudo: the consent counts, whoever may read the person's card
        for task in self.sudo().filtered(lambda task: task.is_personal and task.state == "open"):
            person = task.person_id or task.anniversary_id.contact_id.partner_id
            card = task.env["customer.contact"].search([("partner_id", "in", person.ids)])
            if not card.consent_date:
                raise ValidationError(
                    self.env._(
                        "%(person)s: a personal day may only be kept with the person's consent. "
                        "Enter it with the buying role first.",
                        person=person.name or task.partner_id.name,
                    )
                )
            if task.user_id and not task.user_id.has_group(PERSONAL):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not see personal data of contacts, and this task tells of "
                        "them. Choose somebody who may.",
                        user=task.user_id.name,
                    )
                )

    @api.constrains("done_on")
    def _check_done_on(self):
        for task in self:
            if task.done_on and task.done_on > task.company_id._workday_today():
                raise ValidationError(
                    self.env._("%(task)s cannot be done in the future.", task=task.display_name)
                )

    # ------------------------------------------------------------------ create, write, delete
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("day"):
                raise UserError(self.env._("Enter the day of the occasion."))
        occasions = self.env["customer.care.occasion"]
        return super().create(
            [{"way": occasions.browse(vals.get("occasion_id")).way, **vals} for vals in vals_list]
        )

    def write(self, vals):
        if not self.env.su:
            self._check_unlocked(vals)
        return super().write(vals)

    def _check_unlocked(self, vals):
        """:raise UserError: what is closed, or what the system made, stays as it is"""
        free = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields
        if not vals.keys() - free:
            return
        for task in self:
            if task.state != "open":
                raise UserError(
                    self.env._(
                        "%(task)s is closed. Reopen it to change it.", task=task.display_name
                    )
                )
            if not task.by_hand and ABOUT & vals.keys():
                raise UserError(
                    self.env._(
                        "%(task)s follows the occasion and the customer, and is not moved by hand.",
                        task=task.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if self.env.su:
            return
        if kept := self.filtered(lambda task: task.state != "open" or not task.by_hand):
            raise UserError(
                self.env._(
                    "%(task)s is kept. Only open tasks made by hand are deleted; say of others "
                    "why they are not done.",
                    task=kept[0].display_name,
                )
            )

    # ------------------------------------------------------------------ done or not
    def _why_not_who(self, who):
        user = self.env.user
        if self.user_id == user or user.has_groups(WHOLE_COMPANY_GROUPS):
            return False
        manager = user.has_group("customer_base.group_customer_manager")
        if manager and self.department_id in user.customer_department_ids:
            return False
        return self.env._(
            "%(task)s is for %(user)s or their superior to close.",
            task=self.display_name,
            # sudo: the name of a colleague is no secret
            user=self.user_id.sudo().name or self.env._("nobody yet"),
        )

    def action_done(self):
        """Close the tasks as done, and record each as an interaction, once.

        :raises UserError: not open, somebody else's, or nothing said of the way
        """
        self._check_action("done")
        for task in self:
            if not task.way:
                raise UserError(
                    self.env._("%(task)s: say in which way it was done.", task=task.display_name)
                )
        # sudo: nobody writes the outcome but these methods, which have checked the right
        for task_sudo in self.sudo():
            today = task_sudo.company_id._workday_today()
            task_sudo.write(
                {
                    "state": "done",
                    "done_on": task_sudo.done_on or today,
                    "closed_on": today,
                    "done_by_id": self.env.uid,
                }
            )
        self._record_interactions()
        self._keep_reminders_true(self.user_id)
        return True

    def _record_interactions(self):
        interactions = self.env["customer.interaction"]
        known = interactions._recorded_ids(self._name, self.ids)
        interactions._record_source(
            [
                task._prepare_interaction_vals()
                for task in self
                if (task.id, task.partner_id.id) not in known
            ]
        )

    def _prepare_interaction_vals(self):
        """Return what the interaction says: never what a personal day was about."""
        self.ensure_one()
        kept = in_company_language(self, self.company_id)
        what = kept.env._("Customer care")
        if not self.is_personal:
            what = f"{what}: {kept.occasion_id.name}"
        interactions = self.env["customer.interaction"].with_company(self.company_id)
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "contact_ids": [fields.Command.set(self.person_id.ids)],
            "date": interactions._noon(self.done_on),
            "way": MEANS.get(self.way, "other"),
            "direction": "out",
            "summary": what,
            "res_model": self._name,
            "res_id": self.id,
        }

    def action_skip(self, reason=None):
        """Close the tasks as not done; without a reason, a dialog asks for it.

        :raises UserError: not open, or somebody else's
        """
        self._check_action("skip")
        reason = read_comment(reason)
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Not Done"),
                "res_model": "customer.care.skip",
                "view_mode": "form",
                "target": "new",
                "context": {"default_task_ids": self.ids},
            }
        # sudo: as for what is done
        for company, tasks in self.sudo().grouped("company_id").items():
            tasks.write(
                {
                    "state": "skipped",
                    "skip_reason": reason,
                    "closed_on": company._workday_today(),
                    "done_by_id": self.env.uid,
                }
            )
        self._keep_reminders_true(self.user_id)
        return True

    def action_reopen(self):
        """Take back what was closed by mistake; the interaction it made goes, too.

        :raises UserError: not closed, somebody else's, or the person's data were erased
        """
        self._check_action("reopen")
        if erased := self.filtered(lambda task: not task.day):
            raise AccessError(
                self.env._(
                    "%(task)s: the personal data were erased. It stays closed.",
                    task=erased[0].display_name,
                )
            )
        # sudo: the interaction is the same fact, and only the system says what made it
        self.env["customer.interaction"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.sudo().write(
            {
                "state": "open",
                "skip_reason": False,
                "closed_on": False,
                "done_on": False,
                "done_by_id": False,
            }
        )
        self._keep_reminders_true(self.user_id)
        return True

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.lunar import exists

CALENDARS = [("solar", "Solar Calendar"), ("lunar", "Lunar Calendar")]
WAYS = [
    ("visit", "Visit"),
    ("call", "Phone Call"),
    ("wechat", "WeChat"),
    ("sms", "Text Message"),
    ("email", "E-Mail"),
    ("letter", "Letter or Card"),
    ("gift", "Gift"),
    ("other", "Other"),
]
# What changes whom an occasion is for, or when it is.
RULES = {"active", "kind", "calendar", "month", "day", "leap", "categories", "key_accounts_only"}


class CustomerCareOccasion(models.Model):
    """What customers are greeted at (REQ V-12, seed S3 六.2(2)).

    Festivals are days with all or some customers; birthdays and anniversaries are kept with the
    people and the customers, the occasion says whose count.
    """

    _name = "customer.care.occasion"
    _inherit = ["customer.people.mixin"]
    _description = "Occasion of Customer Care"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    kind = fields.Selection(
        [
            ("festival", "Festival"),
            ("birthday", "Birthday"),
            ("anniversary", "Anniversary"),
            ("other", "By Hand Only"),
        ],
        required=True,
        default="festival",
        index=True,
        help="Festival: a day of the calendar, for the customers chosen here. Birthday, "
        "anniversary: the days kept with people and customers. By hand only: no task comes by "
        "itself.",
    )
    calendar = fields.Selection(CALENDARS, required=True, default="solar")
    month = fields.Integer(aggregator=None)
    day = fields.Integer(
        aggregator=None, help="Day 30 is the last day of a month that has only 29."
    )
    leap = fields.Boolean(string="Leap Month")
    categories = fields.Selection(
        [
            ("closed", "Closed-Deal Customers"),
            ("interested", "Closed-Deal and Interested Customers"),
            ("all", "All Customers"),
        ],
        string="Customers",
        required=True,
        default="closed",
    )
    key_accounts_only = fields.Boolean(
        string="Important Customers Only", help="Only customers marked as important ones."
    )
    company_wide = fields.Boolean(
        string="In the Company's Name", help="The greeting is the company's, not one person's."
    )
    way = fields.Selection(WAYS, string="Usual Way", help="Fills in the way of new tasks.")
    day_text = fields.Char(string="Day of the Year", compute="_compute_day_text")
    task_count = fields.Integer(string="Tasks", compute="_compute_task_count")

    _day_range = models.Constraint(
        "CHECK(month BETWEEN 0 AND 12 AND day BETWEEN 0 AND 31)",
        "A month is between 1 and 12, a day between 1 and 31.",
    )

    @api.depends("kind", "calendar", "month", "day", "leap")
    def _compute_day_text(self):
        for occasion in self:
            occasion.day_text = occasion.kind == "festival" and self._day_words(
                occasion.calendar, occasion.month, occasion.day, occasion.leap
            )

    @api.model
    def _day_words(self, calendar, month, day, leap=False, year=0):
        """Return a yearly day as one reads it."""
        text = "-".join([*([str(year)] if year else []), f"{month:02d}", f"{day:02d}"])
        if calendar != "lunar":
            return text
        if leap:
            return self.env._("%(date)s (lunar, leap month)", date=text)
        return self.env._("%(date)s (lunar)", date=text)

    def _compute_task_count(self):
        counts = dict(
            self.env["customer.care.task"]._read_group(
                [("occasion_id", "in", self.ids)], ["occasion_id"], ["__count"]
            )
        )
        for occasion in self:
            occasion.task_count = counts.get(occasion._origin, 0)

    @api.constrains("kind", "calendar", "month", "day", "leap")
    def _check_day(self):
        for occasion in self:
            if occasion.kind == "festival" and not exists(
                occasion.calendar, occasion.month, occasion.day, occasion.leap
            ):
                raise ValidationError(
                    self.env._(
                        "%(occasion)s: there is no such day. Enter calendar, month and day; a "
                        "leap month belongs to the lunar calendar.",
                        occasion=occasion.name,
                    )
                )

    def write(self, vals):
        self._check_kind_kept(vals)
        result = super().write(vals)
        if RULES & vals.keys() or any(name in vals for name in self._people_fields()):
            # sudo: tasks of everybody, whoever keeps the occasions
            self.env["customer.care.task"].sudo()._follow_occasions(self)
        return result

    @api.model
    def _people_fields(self):
        return self.env["customer.people.mixin"]._fields.keys() - {"id", "display_name"}

    def _used(self):
        """Return a task of these occasions, as superuser: tasks are of everybody."""
        # sudo: a task of a customer one may not see counts as well
        tasks_sudo = self.env["customer.care.task"].sudo()
        return tasks_sudo.search([("occasion_id", "in", self.ids)], limit=1)

    def _check_kind_kept(self, vals):
        """Who may see a task follows from the kind of its occasion."""
        moved = self.filtered(lambda occasion: occasion.kind != vals.get("kind", occasion.kind))
        if used_sudo := moved._used():
            raise UserError(
                self.env._(
                    "%(occasion)s has tasks: its kind stays. Archive it and enter a new one.",
                    occasion=used_sudo.occasion_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        if used_sudo := self._used():
            raise UserError(
                self.env._(
                    "%(occasion)s has tasks, which are kept. Archive it instead.",
                    occasion=used_sudo.occasion_id.name,
                )
            )

    def action_open_tasks(self):
        """Open the tasks of this occasion."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_care_task_action"
        )
        return {**action, "domain": [("occasion_id", "=", self.id)], "context": {}}

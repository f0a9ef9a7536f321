from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.lunar import exists
from .customer_care_occasion import CALENDARS

PERSONAL = "customer_base.group_customer_personal_data"
DAY_FIELDS = {"calendar", "month", "day", "leap", "active", "partner_id", "contact_id"}


class CustomerAnniversary(models.Model):
    """A day of a customer or of one of its people that comes again every year (REQ V-12).

    Seed S3 六.2(2): 重要纪念日. Of a company (day of foundation) it is open to whoever sees the
    customer; of a person (wedding) it is personal data: kept with consent only, seen by who sees
    the person's birthday, and erased with it (PIPL 13 to 15, 47).
    """

    _name = "customer.anniversary"
    _inherit = ["customer.entry.mixin", "customer.access.mixin"]
    _description = "Anniversary"
    _order = "month, day, id"
    _entry_links = ("partner_id", "contact_id")

    name = fields.Char(string="What", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('customer_category', '!=', False), ('parent_id', '=', False)]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index=True,
    )
    contact_id = fields.Many2one(
        "customer.contact",
        string="Person",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Empty: a day of the company itself.",
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True, index=True)
    calendar = fields.Selection(CALENDARS, required=True, default="solar")
    year = fields.Integer(string="Year Number", aggregator=None, help="May be left empty.")
    month = fields.Integer(required=True, aggregator=None)
    day = fields.Integer(string="Day of the Month", required=True, aggregator=None)
    leap = fields.Boolean(string="Leap Month")
    day_text = fields.Char(string="Day of the Year", compute="_compute_day_text")
    note = fields.Text(string="Notes")
    active = fields.Boolean(default=True)

    _day_range = models.Constraint(
        "CHECK(month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31)",
        "A month is between 1 and 12, a day between 1 and 31.",
    )
    _day_idx = models.Index("(calendar, month, day, leap) WHERE active")

    @api.depends("calendar", "year", "month", "day", "leap")
    def _compute_day_text(self):
        words = self.env["customer.care.occasion"]._day_words
        for anniversary in self:
            anniversary.day_text = words(
                anniversary.calendar,
                anniversary.month,
                anniversary.day,
                anniversary.leap,
                anniversary.year,
            )

    @api.onchange("contact_id")
    def _onchange_contact_id(self):
        if self.contact_id:
            self.partner_id = self.contact_id.commercial_partner_id

    @api.constrains("calendar", "month", "day", "leap")
    def _check_day(self):
        for anniversary in self:
            if not exists(
                anniversary.calendar, anniversary.month, anniversary.day, anniversary.leap
            ):
                raise ValidationError(
                    self.env._(
                        "%(anniversary)s: there is no such day. Enter calendar, month and day; a "
                        "leap month belongs to the lunar calendar.",
                        anniversary=anniversary.name,
                    )
                )

    @api.constrains("partner_id", "contact_id")
    def _check_contact(self):
        for anniversary in self.sudo():  # whoever enters it need not see the consent
            contact = anniversary.contact_id
            if contact and contact.commercial_partner_id != anniversary.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=contact.partner_id.name,
                        customer=anniversary.partner_id.name,
                    )
                )
            contact._check_personal_data()

    def write(self, vals):
        result = super().write(vals)
        if DAY_FIELDS & vals.keys():
            # sudo: the tasks follow whoever moves the day; the next job makes them anew
            self.env["customer.care.task"].sudo()._drop_open([("anniversary_id", "in", self.ids)])
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        # sudo: the tasks follow whoever takes the day away
        tasks_sudo = self.env["customer.care.task"].sudo()
        for anniversary in tasks_sudo._forget_anniversaries(self):
            raise UserError(
                self.env._(
                    "%(anniversary)s was kept with tasks that are done. Archive it instead.",
                    anniversary=anniversary.sudo(False).name,
                )
            )

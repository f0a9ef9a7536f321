from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from .plan_terms import LIGHTS

# So many times the contact frequency is amber, longer is red.
AMBER_TIMES = 2


class CustomerAccountPlanPerson(models.Model):
    """One person on the relationship map: decides, supports us, and how long not contacted.

    Part in the buying decision and influence are those of the customer's contact (REQ B-08);
    when the person was met last comes from the contact records.
    """

    _name = "customer.account.plan.person"
    _inherit = ["customer.entry.mixin"]
    _description = "Person on the Relationship Map"
    _order = "plan_id, id"
    _entry_links = ("plan_id", "contact_id")

    plan_id = fields.Many2one(
        "customer.account.plan", "Account Plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    commercial_partner_id = fields.Many2one(related="plan_id.commercial_partner_id")
    contact_id = fields.Many2one(
        "customer.contact",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    function = fields.Char(related="contact_id.function")
    buying_role = fields.Selection(related="contact_id.buying_role")
    influence = fields.Selection(related="contact_id.influence")
    is_decision_maker = fields.Boolean(related="contact_id.is_decision_maker")
    stance = fields.Selection(
        [
            ("supports", "Supports Us"),
            ("neutral", "Neutral"),
            ("against", "Against Us"),
            ("unknown", "Not Known"),
        ],
        required=True,
        default="unknown",
    )
    user_id = fields.Many2one(
        "res.users",
        "Looked After by",
        index=True,
        domain="[('share', '=', False)]",
        help="Who of us keeps in touch with this person.",
    )
    note = fields.Char("What Matters to the Person")
    last_contact = fields.Date(compute="_compute_coverage")
    matters = fields.Boolean(compute="_compute_coverage")
    in_touch = fields.Boolean(compute="_compute_coverage")
    light = fields.Selection(LIGHTS, "Light", compute="_compute_coverage")
    light_reason = fields.Char("Reason", compute="_compute_coverage")

    _once = models.UniqueIndex("(plan_id, contact_id)", "This person is on the map already.")

    @api.depends("contact_id")
    def _compute_display_name(self):
        for person in self:
            person.display_name = person.contact_id.display_name

    @api.constrains("plan_id", "contact_id")
    def _check_contact(self):
        for person in self:
            if person.contact_id.commercial_partner_id != person.plan_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s is no contact of %(customer)s.",
                        person=person.contact_id.display_name,
                        customer=person.plan_id.partner_id.name,
                    )
                )

    @api.depends("contact_id", "stance", "plan_id.partner_id", "plan_id.state")
    @api.depends_context("lang")
    def _compute_coverage(self):
        last = self._last_contacts()
        for company, people in self.grouped(lambda one: one.company_id or one.env.company).items():
            today = company._workday_today()
            known = {person: last.get(person.contact_id._origin.id) for person in people}
            # sudo: working days are no secret
            counted = company.sudo()._workday_count([(day, today) for day in known.values() if day])
            ages = dict(zip((one for one, day in known.items() if day), counted, strict=True))
            for person in people:
                contact = person.contact_id
                person.last_contact = known[person]
                person.matters = contact.is_decision_maker or contact.influence == "1_high"
                allowed = person._contact_days(company)
                age = ages.get(person)
                person.in_touch = age is not None and age <= allowed
                person.light, person.light_reason = person._judge(age, allowed)

    def _contact_days(self, company):
        """Return the working days within which the customer is contacted, by its grade."""
        # sudo: what a grade means, and the company's setting
        grade_sudo = self.plan_id.commercial_partner_id.sudo().customer_grade_id
        return grade_sudo.contact_days or company.sudo().customer_contact_days

    def _last_contacts(self):
        """Return {contact id: day of the last contact with that person}, by one query."""
        ids = self.contact_id._origin.ids
        if not ids:
            return {}
        self.env["customer.interaction"].flush_model()
        self.env["customer.contact"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT contact.id,
                          MAX((interaction.date AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date)
                     FROM customer_contact contact
                     JOIN customer_interaction_contact_rel met
                       ON met.res_partner_id = contact.partner_id
                     JOIN customer_interaction interaction
                       ON interaction.id = met.customer_interaction_id
                     JOIN %s zone ON zone.company_id = interaction.company_id
                    WHERE contact.id IN %s
                 GROUP BY contact.id""",
                self.env["res.company"]._customer_zones(),
                tuple(ids),
            )
        )
        return dict(rows)

    def _judge(self, age, allowed):
        """Return (light, reason) of one person; who neither decides nor sways is never red.

        :param age: working days since the last contact, None for never
        :param allowed: working days of the contact frequency
        """
        name = self.contact_id.display_name or ""
        bad = "red" if self.matters else "amber"
        if self.stance == "against":
            return bad, self.env._("%(person)s is against us.", person=name)
        if age is None:
            return bad, self.env._("%(person)s was never contacted.", person=name)
        if age <= allowed:
            return "green", self.env._(
                "%(person)s was contacted on %(day)s.",
                person=name,
                day=format_date(self.env, self.last_contact),
            )
        light = "amber" if age <= allowed * AMBER_TIMES else bad
        return light, self.env._(
            "%(person)s was contacted %(days)s working days ago; %(allowed)s are allowed.",
            person=name,
            days=age,
            allowed=allowed,
        )

    # ------------------------------------------------------------------ lines of a closed plan
    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        if not self.env.su:
            people.plan_id._check_running({"person_ids": True})
        return people

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self.plan_id._check_running({"person_ids": True})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_running(self):
        if not self.env.su:
            self.plan_id._check_running({"person_ids": True})

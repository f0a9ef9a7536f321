from odoo import api, fields, models
from odoo.addons.customer_base.models.person.customer_birthday import LAST_DAY, next_birthday
from odoo.tools import format_list

from ...tools.lunar import IN_ORDINARY
from .customer_anniversary import PERSONAL

BIRTHDAY = {"birthday_kind", "birth_month", "birth_day", "birth_leap"}


class CustomerContact(models.Model):
    # Anniversaries of a person are personal data like the birthday; care follows the consent.

    _inherit = "customer.contact"

    anniversary_ids = fields.One2many(
        "customer.anniversary",
        "contact_id",
        string="Anniversaries",
        context={"active_test": False},
        groups=PERSONAL,
    )

    @api.depends("anniversary_ids")
    def _compute_has_personal_data(self):
        super()._compute_has_personal_data()
        for contact in self:
            contact.has_personal_data |= bool(contact.anniversary_ids)

    def _personal_names(self):
        names = super()._personal_names()
        if not self.anniversary_ids:
            return names
        label = self._fields["anniversary_ids"]._description_string(self.env)
        return format_list(self.env, [name for name in (names, label) if name])

    def _clear_personal_data(self):
        """Erase the anniversaries, too, and with what is kept for them the open tasks."""
        tasks = self.env["customer.care.task"]
        tasks._forget_people(self.partner_id)
        self.anniversary_ids.unlink()
        super()._clear_personal_data()

    def write(self, vals):
        result = super().write(vals)
        if BIRTHDAY & vals.keys():
            # sudo: the tasks follow whoever corrects the day; the next job makes them anew
            self.env["customer.care.task"].sudo()._drop_open(
                [
                    ("person_id", "in", self.sudo().partner_id.ids),
                    ("occasion_id.kind", "=", "birthday"),
                ]
            )
        return result

    @api.depends("birth_leap")
    def _compute_next_birthday(self):
        """A birthday in a leap month is kept in the ordinary one where the company says so."""
        super()._compute_next_birthday()
        for contact in self.filtered(lambda contact: contact.birth_leap and contact.next_birthday):
            company = contact.company_id or self.env.company
            if company.customer_care_leap_policy == IN_ORDINARY:
                contact.next_birthday = next_birthday(
                    contact.birthday_kind,
                    contact.birth_month,
                    contact.birth_day,
                    False,
                    company.customer_birthday_policy or LAST_DAY,
                    company._workday_today(),
                )

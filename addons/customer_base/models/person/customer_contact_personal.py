from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import ValidationError
from odoo.tools import format_list, split_every

from .customer_birthday import LAST_DAY, born_on, next_birthday

PERSONAL = "customer_base.group_customer_personal_data"
# What is personal; erased together.
PERSONAL_FIELDS = (
    "education",
    "hobbies",
    "family",
    "birthday_kind",
    "birth_year",
    "birth_month",
    "birth_day",
    "birth_leap",
)
CONSENT_FIELDS = (
    "personal_purpose",
    "consent_date",
    "consent_way",
    "consent_file",
    "consent_filename",
    "retention_until",
)
# Leap years: 29 February and a 30th lunar day are dates, whatever this year has.
SAMPLE_YEAR = 2000
MIN_AGE = 14
CHUNK = 200


class CustomerContact(models.Model):
    """Personal data of contacts: with purpose, consent and an end (REQ B-08, B-09).

    Seeds: S4 3.3.4 form 1 (education, birth, hobbies, family of three persons). Law: PIPL 6
    (purpose), 13 to 15 (consent, withdrawal), 19 and 47 (retention, erasure), 28 (nobody
    under 14).
    """

    _inherit = "customer.contact"

    education = fields.Char(groups=PERSONAL)
    hobbies = fields.Char(groups=PERSONAL)
    family = fields.Char(string="Family Situation", groups=PERSONAL)
    birthday_kind = fields.Selection(
        [("solar", "Solar Calendar"), ("lunar", "Lunar Calendar")],
        string="Birthday By",
        groups=PERSONAL,
    )
    birth_year = fields.Integer(groups=PERSONAL, aggregator=None, help="May be left empty.")
    birth_month = fields.Integer(groups=PERSONAL, aggregator=None)
    birth_day = fields.Integer(groups=PERSONAL, aggregator=None)
    birth_leap = fields.Boolean(string="Leap Month", groups=PERSONAL)
    next_birthday = fields.Date(
        compute="_compute_next_birthday", store=True, index="btree_not_null", groups=PERSONAL
    )
    personal_purpose = fields.Char(
        string="Purpose", groups=PERSONAL, help="What we keep these data for."
    )
    consent_date = fields.Date(string="Consent Given On", groups=PERSONAL)
    consent_way = fields.Selection(
        [
            ("written", "In Writing"),
            ("message", "By Message or Email"),
            ("spoken", "In Conversation"),
        ],
        string="Consent Given",
        groups=PERSONAL,
    )
    consent_file = fields.Binary(string="Evidence of Consent", attachment=True, groups=PERSONAL)
    consent_filename = fields.Char(groups=PERSONAL)
    retention_until = fields.Date(
        string="Keep Until", index="btree_not_null", groups=PERSONAL, help="Erased after this day."
    )
    has_personal_data = fields.Boolean(
        compute="_compute_has_personal_data", compute_sudo=True, groups=PERSONAL
    )

    # ------------------------------------------------------------------ computes
    @api.depends(*PERSONAL_FIELDS)
    def _compute_has_personal_data(self):
        for contact in self:
            contact.has_personal_data = any(contact[name] for name in PERSONAL_FIELDS)

    @api.depends("birthday_kind", "birth_month", "birth_day", "birth_leap", "company_id")
    def _compute_next_birthday(self):
        for contact in self:
            company = contact.company_id or self.env.company
            # a date that cannot be is refused by the constraint, after this
            known = contact._has_birthday() and contact._birth_exists(SAMPLE_YEAR)
            contact.next_birthday = known and next_birthday(
                contact.birthday_kind,
                contact.birth_month,
                contact.birth_day,
                contact.birth_leap,
                company.customer_birthday_policy or LAST_DAY,
                company._workday_today(),
            )

    def _has_birthday(self):
        return bool(self.birthday_kind and self.birth_month and self.birth_day)

    def _birth_exists(self, year):
        """Tell whether the calendar can have this day at all."""
        month, day = self.birth_month, self.birth_day
        if self.birthday_kind == "lunar":
            return 1 <= month <= 12 and 1 <= day <= 30
        return not self.birth_leap and bool(born_on("solar", year, month, day, False))

    # ------------------------------------------------------------------ constraints
    @api.constrains(*PERSONAL_FIELDS, *CONSENT_FIELDS)
    def _check_personal_data(self):
        today = self.env.company._workday_today()
        for contact in self.sudo():  # whoever changes something beside the personal data
            if not contact.has_personal_data:
                continue
            name = contact.partner_id.name
            missing = [
                contact._fields[field]._description_string(self.env)
                for field in ("personal_purpose", "consent_date", "retention_until")
                if not contact[field]
            ]
            if missing:
                raise ValidationError(
                    self.env._(
                        "Personal data of %(person)s may only be kept with a purpose, consent "
                        "and an end. Still missing: %(fields)s.",
                        person=name,
                        fields=format_list(self.env, missing),
                    )
                )
            if contact.consent_date > today:
                raise ValidationError(
                    self.env._("%(person)s: the consent cannot lie in the future.", person=name)
                )
            if contact.retention_until < today:
                raise ValidationError(
                    self.env._(
                        "%(person)s: the day until which the data are kept is past. Enter a "
                        "later one, or erase the data.",
                        person=name,
                    )
                )

    @api.constrains("birthday_kind", "birth_year", "birth_month", "birth_day", "birth_leap")
    def _check_birthday(self):
        today = self.env.company._workday_today()
        for contact in self.sudo():  # as above
            name = contact.partner_id.name
            if not any(contact[field] for field in PERSONAL_FIELDS if field.startswith("birth")):
                continue
            year = contact.birth_year
            exists = contact._has_birthday() and contact._birth_exists(year or SAMPLE_YEAR)
            born = exists and contact._born_on()
            if not exists or (year and not born):
                raise ValidationError(
                    self.env._(
                        "%(person)s: there is no such birthday. Enter calendar, month and day; "
                        "a leap month belongs to the lunar calendar.",
                        person=name,
                    )
                )
            if born and born > today - relativedelta(years=MIN_AGE):
                raise ValidationError(
                    self.env._(
                        "%(person)s is under %(age)s. Personal data of children are not kept.",
                        person=name,
                        age=MIN_AGE,
                    )
                )

    def _born_on(self):
        """Return the solar date of birth, None when the year is not known or has no such day."""
        if not self.birth_year:
            return None
        return born_on(
            self.birthday_kind, self.birth_year, self.birth_month, self.birth_day, self.birth_leap
        )

    # ------------------------------------------------------------------ shown on the file
    def _birthday_text(self):
        if not self._has_birthday():
            return ""
        parts = [str(self.birth_year)] if self.birth_year else []
        text = "-".join([*parts, f"{self.birth_month:02d}", f"{self.birth_day:02d}"])
        if self.birthday_kind == "lunar":
            if self.birth_leap:
                return self.env._("%(date)s (lunar, leap month)", date=text)
            return self.env._("%(date)s (lunar)", date=text)
        return text

    def _personal_lines(self):
        """Return [(label, value)] of what is known of at most one contact."""
        labels = {
            "education": self.education,
            "birth": self._birthday_text() if self else "",
            "hobbies": self.hobbies,
            "family": self.family,
        }
        names = {
            "education": self.env._("Education"),
            "birth": self.env._("Birthday"),
            "hobbies": self.env._("Hobbies"),
            "family": self.env._("Family Situation"),
        }
        return [(names[key], value) for key, value in labels.items() if value]

    def _personal_names(self):
        """Return the names of the filled-in personal fields as the company keeps them."""
        owner = self.partner_id.commercial_partner_id.user_id
        company = self.company_id or owner.company_id or self.env.company
        kept = in_company_language(self, company, owner)
        labels = [
            self._fields[name]._description_string(kept.env)
            for name in PERSONAL_FIELDS
            if self[name]
        ]
        return format_list(kept.env, labels)

    # ------------------------------------------------------------------ erasing
    def action_withdraw_consent(self):
        """Erase the personal data because the person wants it (PIPL 15, 47).

        Open to whoever keeps the contact, also without the right to see the data: withdrawing
        is as easy as consenting.
        """
        self.check_access("write")
        self._erase_personal_data("withdrawn")
        return True

    def _erase_personal_data(self, reason):
        """Erase the personal data with the consent and keep that it was done.

        :param reason: a value of ``customer.personal.data.log``'s field
        """
        # sudo: who may erase need not be allowed to see
        contacts_sudo = self.sudo()
        self.env["customer.personal.data.log"]._log(contacts_sudo, reason)
        contacts_sudo._clear_personal_data()

    def _clear_personal_data(self):
        """Empty what is personal, as superuser, once it is on record; addons empty theirs first."""
        self.write(dict.fromkeys((*PERSONAL_FIELDS, *CONSENT_FIELDS), False))

    @api.ondelete(at_uninstall=False)
    def _log_deleted_personal_data(self):
        # sudo: as above
        self.env["customer.personal.data.log"]._log(self.sudo(), "deleted")

    # ------------------------------------------------------------------ crons
    @api.model
    def _cron_erase_personal_data(self):
        """Erase what is past its last day, in chunks."""
        self._cron_in_chunks(
            self._past_domain("retention_until"),
            lambda contacts: contacts._erase_personal_data("retention"),
        )

    @api.model
    def _cron_next_birthdays(self):
        """Move birthdays that have passed to the next year, in chunks."""

        def refresh(contacts):
            self.env.add_to_compute(self._fields["next_birthday"], contacts)

        self._cron_in_chunks(self._past_domain("next_birthday"), refresh)

    @api.model
    def _past_domain(self, name):
        """Return the domain of contacts whose day is past where their company works."""
        companies = self.env["res.company"]._customer_companies()
        return companies._customer_day_domain(name, "<", "company_id")

    @api.model
    def _cron_in_chunks(self, domain, work):
        cron = self.env["ir.cron"]
        contacts = self.search(domain, order="id")
        cron._commit_progress(remaining=len(contacts))
        for ids in split_every(CHUNK, contacts.ids):
            # another transaction may have changed them since the last commit
            work(self.browse(ids).try_lock_for_update().filtered_domain(domain))
            self.env.flush_all()
            if not cron._commit_progress(len(ids)):
                break

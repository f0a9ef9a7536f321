from datetime import date

from freezegun import freeze_time
from odoo.addons.customer_base.models.person.customer_birthday import next_birthday
from odoo.addons.customer_base.models.person.customer_contact_personal import (
    CONSENT_FIELDS,
    PERSONAL_FIELDS,
)
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .file_common import FileCase

PERSONAL_GROUP = "customer_base.group_customer_personal_data"
HIDDEN = (*PERSONAL_FIELDS, *CONSENT_FIELDS, "next_birthday", "has_personal_data")


@tagged("post_install", "-at_install")
class TestBirthdays(FileCase):
    """Solar and lunar birthdays (REQ B-08).

    Dates from the Hong Kong Observatory's calendar: lunar new year 2026-02-17, 2027-02-06,
    2025-01-29; 2025 has a second (leap) sixth month from 2025-07-25; the twelfth months of
    2024 to 2026 have 29 days.
    """

    def _next(self, kind, month, day, today, leap=False, policy="last_day"):
        return next_birthday(kind, month, day, leap, policy, date.fromisoformat(today))

    def test_solar(self):
        self.assertEqual(self._next("solar", 3, 1, "2026-03-01"), date(2026, 3, 1))
        self.assertEqual(self._next("solar", 3, 1, "2026-03-02"), date(2027, 3, 1))

    def test_29_february(self):
        self.assertEqual(self._next("solar", 2, 29, "2026-01-01"), date(2026, 2, 28))
        later = self._next("solar", 2, 29, "2026-01-01", policy="next_day")
        self.assertEqual(later, date(2026, 3, 1))
        self.assertEqual(self._next("solar", 2, 29, "2028-01-01"), date(2028, 2, 29))

    def test_lunar_new_year(self):
        self.assertEqual(self._next("lunar", 1, 1, "2026-01-01"), date(2026, 2, 17))
        self.assertEqual(self._next("lunar", 1, 1, "2026-02-18"), date(2027, 2, 6))

    def test_lunar_december_lies_in_the_next_solar_year(self):
        """The last month of lunar 2025 runs from 2026-01-19."""
        self.assertEqual(self._next("lunar", 12, 1, "2026-01-01"), date(2026, 1, 19))

    def test_12_30_in_a_year_without_it(self):
        self.assertEqual(self._next("lunar", 12, 30, "2026-01-20"), date(2026, 2, 16))
        later = self._next("lunar", 12, 30, "2026-01-20", policy="next_day")
        self.assertEqual(later, date(2026, 2, 17))

    def test_leap_month(self):
        """In leap years in the leap month, in others in the ordinary month."""
        self.assertEqual(self._next("lunar", 6, 1, "2025-07-01", leap=True), date(2025, 7, 25))
        ordinary = self._next("lunar", 6, 1, "2026-01-01")
        self.assertEqual(self._next("lunar", 6, 1, "2026-01-01", leap=True), ordinary)

    def test_field_is_stored_searchable_and_refreshed(self):
        """REQ B-08: the next birthday is searched, and moves on by itself."""
        with freeze_time("2026-06-01 04:00:00"):
            card = self._person_card(birthday_kind="solar", birth_month=6, birth_day=3)
            self.assertEqual(card.next_birthday, date(2026, 6, 3))
            soon = card.search([("next_birthday", "<=", "2026-06-10"), ("id", "=", card.id)])
            self.assertEqual(soon, card)
        with freeze_time("2026-06-04 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("customer_base.ir_cron_next_birthdays").method_direct_trigger()
        card.invalidate_recordset()
        self.assertEqual(card.next_birthday, date(2027, 6, 3))

    def test_policy_of_the_company(self):
        """REQ B-08: changing the policy moves the birthdays concerned."""
        with freeze_time("2026-01-20 04:00:00"):
            self.customer.company_id = self.company
            self.person.company_id = self.company
            card = self._person_card(birthday_kind="lunar", birth_month=12, birth_day=30)
            self.assertEqual(card.next_birthday, date(2026, 2, 16))
            self.company.customer_birthday_policy = "next_day"
            self.assertEqual(card.next_birthday, date(2026, 2, 17))


@tagged("post_install", "-at_install")
class TestPersonalData(FileCase):
    """Personal data of contacts: permission, purpose, consent, end (REQ B-08, B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague.group_ids += cls.env.ref(PERSONAL_GROUP)
        cls.person.parent_id.user_id = cls.colleague

    def test_hidden_without_the_permission(self):
        """REQ B-09: not read, searched, grouped, exported or written, field by field."""
        card = self._person_card(hobbies="Chess", family="Two sons")
        users = self.salesperson | self.admin
        users.group_ids += self.env.ref("base.group_allow_export")
        for user in users:
            mine = card.with_user(user)
            self.assertFalse(set(HIDDEN) & set(mine.fields_get()))
            self.assertFalse(set(HIDDEN) & set(mine.read()[0] if mine.has_access("read") else ()))
            for name in HIDDEN:
                refusal = f'access the field "{name}"'
                with self.subTest(user=user.login, field=name):
                    with self.assertRaisesRegex(AccessError, refusal):
                        mine.read([name])
                    with self.assertRaisesRegex(AccessError, refusal):
                        mine.search([(name, "!=", False)])
                    with self.assertRaisesRegex(AccessError, refusal):
                        mine.search([], order=name)
                    with self.assertRaisesRegex(AccessError, refusal):
                        mine.export_data([name])
                    with self.assertRaisesRegex(AccessError, refusal):
                        mine.write({name: False})
            with self.assertRaisesRegex(AccessError, 'access the field "hobbies"'):
                mine.formatted_read_group([], ["hobbies"], ["__count"])
            with self.assertRaisesRegex(AccessError, 'access the field "hobbies"'):
                mine.env["res.partner"].search([("customer_contact_ids.hobbies", "ilike", "chess")])
        self.assertEqual(card.with_user(self.colleague).hobbies, "Chess")

    def test_file_hides_what_the_contact_hides(self):
        """REQ B-09: the file shows personal data of its people with the permission only."""
        self._person_card(hobbies="Chess", birthday_kind="solar", birth_month=3, birth_day=8)
        file = self._file(self.colleague, main_contact_id=self.person.id)
        self.assertIn("Chess", file.main_contact_personal)
        self.assertIn("03-08", file.main_contact_personal)
        with self.assertRaisesRegex(AccessError, 'access the field "main_contact_personal"'):
            file.with_user(self.manager).read(["main_contact_personal"])

    def test_refused_without_purpose_consent_and_end(self):
        """REQ B-08: each of the three must be there, and the message names what is missing."""
        Contact = self.env["customer.contact"].with_user(self.colleague)
        with self._refused("Purpose, Consent Given On, and Keep Until"):
            Contact.create({"partner_id": self.person.id, "hobbies": "Chess"})
        needed = (
            ("personal_purpose", "Still missing: Purpose"),
            ("consent_date", "Still missing: Consent Given On"),
            ("retention_until", "Still missing: Keep Until"),
        )
        for name, missing in needed:
            with self._refused(missing):
                self._person_card(hobbies="Chess", **{name: False})
        card = self._person_card(hobbies="Chess").with_user(self.colleague)
        for name, missing in needed:
            with self._refused(missing):
                card.write({name: False})
        with self._refused("future"):
            card.write({"consent_date": "2999-01-01"})
        with self._refused("past"):
            card.write({"retention_until": "2026-01-06"})

    def test_buying_role_needs_no_consent(self):
        """REQ B-08: the part in buying is no personal data."""
        card = self.env["customer.contact"].create({"partner_id": self.person.id})
        self.assertFalse(card.has_personal_data)

    def test_children_and_impossible_birthdays(self):
        """REQ B-08: nobody under 14, no 30 February, no solar leap month."""
        with freeze_time("2026-06-01 04:00:00"):
            child = {"birthday_kind": "solar", "birth_month": 6, "birth_day": 2}
            with self._refused("under 14"):
                self._person_card(**child, birth_year=2012)
            card = self._person_card(**child, birth_year=2011)
            self.assertEqual(card.birth_year, 2011)
            for values in (
                {"birth_month": 2, "birth_day": 30},
                {"birth_month": 13},
                {"birth_day": 0},
                {"birth_leap": True},
                {"birth_year": 2010, "birth_month": 2, "birth_day": 29},
                {"birthday_kind": "lunar", "birth_year": 1990, "birth_leap": True},
            ):
                with self._refused("no such birthday"):
                    card.write(values)
            # the leap fifth month of 1990 began on 23 June
            card.write(
                {
                    "birthday_kind": "lunar",
                    "birth_year": 1990,
                    "birth_month": 5,
                    "birth_day": 1,
                    "birth_leap": True,
                }
            )
            self.assertEqual(card._born_on(), date(1990, 6, 23))

    def test_withdrawn_consent_erases(self):
        """REQ B-08: whoever keeps the contact can do it; the log has no values."""
        card = self._person_card(hobbies="Chess", education="Tongji", consent_file=b"eA==")
        self.env["customer.contact"].with_user(self.colleague).browse(
            card.id
        ).action_withdraw_consent()
        for name in HIDDEN:
            self.assertFalse(card[name], name)
        log = self.env["customer.personal.data.log"].search([("person_id", "=", self.person.id)])
        self.assertEqual((log.reason, log.user_id), ("withdrawn", self.colleague))
        self.assertEqual(log.field_names, "Education and Hobbies")
        self.assertNotIn("Chess", str(log.read()))
        finance = self.users_by_role["finance"]
        with self.assertRaisesRegex(AccessError, "not allowed to modify 'Buying Role'"):
            card.with_user(finance).action_withdraw_consent()

    def test_end_of_retention_erases(self):
        """REQ B-08: the day after the last day, by the cron, once, with a line each."""
        card = self._person_card(family="Two sons", retention_until="2030-12-31")
        cron = self.env.ref("customer_base.ir_cron_erase_personal_data")
        with self.enter_registry_test_mode():
            with freeze_time("2030-12-31 04:00:00"):
                cron.method_direct_trigger()
            card.invalidate_recordset()
            self.assertEqual(card.family, "Two sons")
            for _run in range(2):
                with freeze_time("2031-01-01 04:00:00"):
                    cron.method_direct_trigger()
        card.invalidate_recordset()
        self.assertFalse(card.family or card.retention_until or card.consent_date)
        self.assertTrue(card.exists())
        logs = self.env["customer.personal.data.log"].search([("person_id", "=", self.person.id)])
        self.assertEqual(logs.mapped("reason"), ["retention"])

    def test_deleting_a_contact_leaves_a_line(self):
        """REQ B-08: a deleted card with personal data is on record, one without is not."""
        self._person_card(hobbies="Chess").unlink()
        log = self.env["customer.personal.data.log"]
        self.assertEqual(log.search([]).mapped("reason"), ["deleted"])
        self.env["customer.contact"].create({"partner_id": self.person.id}).unlink()
        self.assertEqual(len(log.search([])), 1)

    def test_deleting_the_person_leaves_a_line(self):
        """REQ B-08: so does deleting the person, by whoever may, the card hidden or not."""
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        self._person_card(hobbies="Chess")
        self.person.with_user(self.manager).unlink()
        log = self.env["customer.personal.data.log"].search([])
        self.assertEqual(log.mapped("reason"), ["deleted"])
        self.assertEqual((log.person_name, log.user_id), ("李建国", self.manager))
        self.assertFalse(log.person_id)

    def test_log_is_append_only(self):
        """REQ B-08: nobody writes the log, and only administrators and the permitted read it."""
        self._person_card(hobbies="Chess").unlink()
        log = self.env["customer.personal.data.log"].search([])
        for user in (self.colleague, self.admin, self.env.user):
            mine = log.with_user(user)
            self.assertEqual(mine.reason, "deleted")
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                mine.write({"reason": "retention"})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                mine.unlink()
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                mine.create({"field_names": "x", "reason": "deleted"})
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Erased Personal Data'"):
            log.with_user(self.salesperson).read(["reason"])

    def test_personal_values_are_not_copied_into_changes(self):
        """REQ B-03, B-09: the record of changes holds no personal data."""
        card = self._person_card()
        file = self._archived(self.colleague, main_contact_id=self.person.id)
        card.write({"hobbies": "Chess", "family": "Two sons"})
        self.person.phone = "13911112222"
        text = str(file.sudo().change_ids.read())
        for value in ("Chess", "Two sons", "13911112222", "13800001234"):
            self.assertNotIn(value, text)


@tagged("post_install", "-at_install")
class TestHierarchy(FileCase):
    """Who reports to whom (REQ B-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss_person = cls.Partner.create({"name": "王总", "parent_id": cls.customer.id})
        cls.boss = cls.env["customer.contact"].create({"partner_id": cls.boss_person.id})
        cls.card = cls.env["customer.contact"].create(
            {"partner_id": cls.person.id, "reports_to_id": cls.boss.id}
        )

    def test_no_circles_and_one_customer(self):
        """REQ B-08: neither in a circle nor to another customer's contact."""
        self.assertEqual(self.boss.subordinate_ids, self.card)
        with self._refused("cannot report to itself"):
            self.boss.reports_to_id = self.card
        other = self.Partner.create({"name": "Other", "is_company": True})
        stranger = self.env["customer.contact"].create(
            {"partner_id": self.Partner.create({"name": "S", "parent_id": other.id}).id}
        )
        with self._refused("different customers"):
            self.card.reports_to_id = stranger

    def test_who_leaves_the_customer_leaves_the_tree(self):
        """REQ B-08: neither a superior nor a subordinate stays behind."""
        other = self.Partner.create({"name": "Other", "is_company": True})
        self.boss_person.parent_id = other
        self.assertFalse(self.card.reports_to_id)

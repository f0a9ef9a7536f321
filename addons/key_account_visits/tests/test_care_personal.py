from datetime import date

from odoo.addons.key_account_visits.models.care.customer_anniversary import PERSONAL
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .care_common import CareCase


@tagged("post_install", "-at_install")
class TestCarePersonal(CareCase):
    """Birthdays and days of people: with consent, for who may see them (REQ V-12, PIPL)."""

    def test_birthday_of_a_top_person_of_a_grade_a_customer(self):
        """REQ V-12, S3 六.2(2): on the day, with the person, reminded on the working day before."""
        self._birthday(6, 22)  # Monday after the Dragon Boat holiday
        self._run_care("2026-06-10")
        task = self._tasks("birthday")
        self.assertEqual((task.partner_id, task.person_id), (self.customer, self.person))
        self.assertEqual((str(task.day), str(task.remind_on)), ("2026-06-22", "2026-06-18"))
        self.assertEqual((task.user_id, task.is_personal), (self.salesperson, True))

    def test_whose_birthday_counts(self):
        """REQ V-12: neither other grades nor people without influence."""
        self.person.function = "司机"
        card = self._birthday(6, 15, buying_role="other")
        self._run_care("2026-06-10")
        self.assertFalse(self._tasks("birthday"))
        self.person.function = "副总经理"
        self._run_care("2026-06-10")
        self.assertEqual(self._tasks("birthday").state, "open")
        self.person.function = "司机"
        self._run_care("2026-06-10")
        self.assertEqual(self._tasks("birthday").state, "cancelled")
        card.buying_role = "economic"
        self._run_care("2026-06-10")
        self.assertEqual(self._tasks("birthday").state, "open")
        self.customer.sudo().customer_grade_id = self.env.ref("customer_base.customer_grade_b")
        self._run_care("2026-06-10")
        self.assertEqual(self._tasks("birthday").state, "cancelled")

    def test_lunar_birthday_12_30(self):
        """REQ V-12: lunar 2025 has no 12/30: the last day of the year, or the day after."""
        self._birthday(12, 30, birthday_kind="lunar")
        self._run_care("2026-02-05")
        task = self._tasks("birthday")
        self.assertEqual((str(task.day), task.year), ("2026-02-16", 2025))
        self.company.customer_birthday_policy = "next_day"
        self._run_care("2026-02-05")
        self.assertEqual((str(task.day), task.year), ("2026-02-17", 2025))
        self.assertEqual(len(self._tasks("birthday")), 1)

    def test_leap_month_policy(self):
        """REQ V-12: lunar leap 6/10 of 2025, in the leap month or in the ordinary one."""
        card = self._birthday(6, 10, birthday_kind="lunar", birth_leap=True)
        self._run_care("2025-07-25")
        self.assertEqual(str(self._tasks("birthday").day), "2025-08-03")
        self._tasks("birthday").sudo().unlink()
        with freeze_time("2025-06-25 02:00:00"):
            self.company.customer_care_leap_policy = "ordinary"
            self.assertEqual(str(card.next_birthday), "2025-07-04")
        self._run_care("2025-06-25")
        self.assertEqual(str(self._tasks("birthday").day), "2025-07-04")

    def test_no_task_without_consent(self):
        """REQ V-12, PIPL 13, 19: none at all, or consent past its end."""
        card = self._birthday(6, 15)
        self.env.cr.execute(
            "UPDATE customer_contact SET retention_until = '2026-06-09' WHERE id = %s", [card.id]
        )
        self.env.invalidate_all()
        self._run_care("2026-06-10")
        self.assertFalse(self._tasks("birthday"))

    def test_owner_without_the_permission(self):
        """REQ V-12: the company's keeper greets, or nobody; never who may not see it."""
        person = self.Partner.create(
            {"name": "王总", "parent_id": self.foreign.id, "function": "董事长"}
        )
        self.foreign.sudo().customer_grade_id = self.grade_a
        self._birthday(6, 15, person)
        self._run_care("2026-06-10")
        self.assertFalse(self._tasks("birthday"))
        self.company.customer_care_keeper_id = self.marketing
        self._run_care("2026-06-10")
        self.assertFalse(self._tasks("birthday"), "the keeper may not see it either")
        self.marketing.group_ids += self.env.ref(PERSONAL)
        self._run_care("2026-06-10")
        self.assertEqual(self._tasks("birthday").user_id, self.marketing)

    def test_seen_by_who_may_see_birthdays(self):
        """REQ V-12, B-09: not by superiors without the permission, by whatever way."""
        self._birthday(6, 15)
        self._run_care("2026-06-10")
        task = self._tasks("birthday")
        self.assertTrue(task.with_user(self.salesperson).read(["day"]))
        for user in self.manager | self.director | self.admin | self.colleague:
            with self.subTest(user=user.login):
                mine = task.with_user(user)
                self.assertFalse(mine.search([("id", "=", task.id)]))
                for call in (
                    lambda mine=mine: mine.read(["day"]),
                    lambda mine=mine: mine.write({"note": "x"}),
                    lambda mine=mine: mine.action_done(),
                ):
                    with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
                        call()
                groups = mine.formatted_read_group(
                    [("id", "=", task.id)], ["person_id"], ["__count"]
                )
                self.assertFalse(groups)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            self._manual(
                self.manager,
                occasion_id=self._occasion("birthday").id,
                person_id=self.person.id,
                user_id=self.salesperson.id,
                day=date(2027, 6, 15),
            )
        self.manager.group_ids += self.env.ref(PERSONAL)
        self.assertTrue(task.with_user(self.manager).read(["day"]))
        self.colleague.group_ids += self.env.ref(PERSONAL)
        with self.assertRaisesRegex(
            AccessError, "This customer is not open to you"
        ):  # the permission is not the customer
            task.with_user(self.colleague).read(["day"])

    def test_the_interaction_does_not_tell(self):
        """REQ V-12: whoever sees the customer reads of a greeting, not of a birthday."""
        self._birthday(6, 15)
        self._run_care("2026-06-10")
        with freeze_time("2026-06-15 02:00:00"):
            task = self._tasks("birthday").with_user(self.salesperson)
            task.way = "call"
            task.action_done()
        record = self.env["customer.interaction"].search([("res_id", "=", task.id)])
        self.assertEqual(record.with_user(self.manager).summary, "Customer care")

    def test_handed_to_somebody_who_may_not_see(self):
        """REQ V-12: by hand it is refused; a new owner without the permission does not get it."""
        self._birthday(6, 15)
        self._run_care("2026-06-10")
        task = self._tasks("birthday")
        with self._refused(ValidationError, "may not see personal data"):
            task.with_user(self.salesperson).user_id = self.clerk
        self.customer.user_id = self.colleague
        self.assertEqual(task.state, "cancelled")

    def test_by_hand_with_consent_only(self):
        """REQ V-12, PIPL 13: a birthday cannot be kept by way of a task."""
        with self._refused(ValidationError, "only be kept with the person's consent"):
            self._manual(occasion_id=self._occasion("birthday").id, person_id=self.person.id)

    def test_withdrawn_consent(self):
        """REQ V-12, PIPL 47: open tasks go, done ones keep the cost and nothing of the person."""
        card = self._birthday(6, 15)
        self._run_care("2026-06-10")
        done = self._tasks("birthday")
        with freeze_time("2026-06-15 02:00:00"):
            done.write({"cost": 50, "way": "gift", "note": "His wife likes tea"})
            done.with_user(self.salesperson).action_done()
        self._run_care("2027-06-10")
        self.assertEqual(len(self._tasks("birthday")), 2)
        card.with_user(self.salesperson).action_withdraw_consent()
        left = self._tasks("birthday")
        self.assertEqual((left, left.cost, left.year), (done, 50, 2026))
        self.assertFalse(left.person_id or left.day or left.note or left.remind_on)
        with self._refused(AccessError, "personal data were erased"):
            left.with_user(self.salesperson).action_reopen()
        self._run_care("2027-06-11")
        self.assertEqual(self._tasks("birthday"), done)

    def test_corrected_birthday(self):
        """REQ V-12: the open task follows the day."""
        card = self._birthday(6, 15)
        self._run_care("2026-06-10")
        card.birth_day = 17
        self._run_care("2026-06-10")
        task = self._tasks("birthday")
        self.assertEqual((str(task.day), task.state), ("2026-06-17", "open"))

    def test_the_job_leaves_what_people_decided(self):
        """REQ V-12: neither skipped tasks nor ones handed on come back."""
        self._birthday(6, 15)
        self._run_care("2026-06-10")
        task = self._tasks("birthday")
        with freeze_time("2026-06-10 03:00:00"):
            task.with_user(self.salesperson).action_skip("Abroad")
        self._run_care("2026-06-11")
        self.assertEqual(self._tasks("birthday").state, "skipped")


@tagged("post_install", "-at_install")
class TestAnniversaries(CareCase):
    """Days of foundation and weddings (REQ V-12: 重要纪念日)."""

    def _anniversary(self, user=None, **values):
        return (
            self.env["customer.anniversary"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "name": "Foundation",
                    "partner_id": self.customer.id,
                    "month": 6,
                    "day": 15,
                    **values,
                }
            )
        )

    def test_of_a_company(self):
        """REQ V-12: open to whoever sees the customer, no consent asked."""
        anniversary = self._anniversary()
        self._run_care("2026-06-10")
        task = self._tasks("anniversary")
        self.assertEqual((task.anniversary_id, task.is_personal), (anniversary, False))
        self.assertTrue(task.with_user(self.manager).read(["day"]))
        anniversary.day = 17
        self._run_care("2026-06-10")
        self.assertEqual((str(task.day), task.state), ("2026-06-17", "open"))
        with freeze_time("2026-06-11 02:00:00"):
            task.with_user(self.salesperson).way = "call"
            task.with_user(self.salesperson).action_done()
        with self._refused(UserError, "Archive it instead"):
            anniversary.unlink()

    def test_of_a_person(self):
        """REQ V-12, PIPL: with consent, hidden from who may not see, erased with it."""
        card = self.env["customer.contact"].create({"partner_id": self.person.id})
        with self._refused(ValidationError, "Still missing"):
            self._anniversary(name="Wedding", contact_id=card.id)
        card.write(
            {
                "personal_purpose": "Greetings",
                "consent_date": "2026-01-05",
                "retention_until": "2035-12-31",
            }
        )
        wedding = self._anniversary(name="Wedding", contact_id=card.id)
        self.assertTrue(card.has_personal_data)
        for user in self.manager | self.admin:
            with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
                wedding.with_user(user).read(["day"])
        with (
            self.assertRaisesRegex(AccessError, "This customer is not open to you"),
            self.env.cr.savepoint(),
        ):
            self._anniversary(self.manager, contact_id=card.id)
        self._run_care("2026-06-10")
        task = self._tasks("anniversary")
        self.assertEqual((task.person_id, task.is_personal), (self.person, True))
        card.with_user(self.salesperson).action_withdraw_consent()
        self.assertFalse(wedding.exists() or task.exists() or card.consent_date)
        log = self.env["customer.personal.data.log"].search([("person_id", "=", self.person.id)])
        self.assertEqual(log.field_names, "Anniversaries")

    def test_impossible_days_and_strangers(self):
        """REQ V-12: refused in words."""
        for values in ({"month": 2, "day": 30}, {"leap": True}, {"calendar": "lunar", "day": 31}):
            with self._refused(ValidationError, "there is no such day"):
                self._anniversary(**values)
        other = self.Partner.create({"name": "S", "parent_id": self.foreign.id})
        card = self._card(other)
        with self.assertRaisesRegex(AccessError, "is not yours to work on"):
            self._anniversary(contact_id=card.id)
        with self._refused(ValidationError, "S does not belong to"):
            self._anniversary(self.env.user, contact_id=card.id)
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._anniversary(partner_id=self.foreign.id)

    def test_festivals_that_cannot_be(self):
        """REQ V-12: an occasion with tasks keeps its kind and is archived, not deleted."""
        with self._refused(ValidationError, "there is no such day"):
            self.env["customer.care.occasion"].create({"name": "X", "month": 2, "day": 31})
        self._anniversary()
        self._run_care("2026-06-10")
        occasion = self._occasion("anniversary")
        with self._refused(UserError, "Archive it instead"):
            occasion.unlink()
        with self._refused(UserError, "its kind stays"):
            occasion.write({"kind": "festival", "month": 1, "day": 1})
        for user in self.salesperson | self.manager | self.director:
            with self.assertRaisesRegex(
                AccessError, "not allowed to modify 'Occasion of Customer Care'"
            ):
                occasion.with_user(user).write({"name": "x"})
        occasion.with_user(self.marketing).name = "Days of Honour"

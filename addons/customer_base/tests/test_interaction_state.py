from datetime import date, datetime

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import ROLES
from .contact_common import ContactCommon

CRON = "customer_base.ir_cron_interaction_state"


@tagged("post_install", "-at_install")
class TestInteractionState(ContactCommon):
    """When a customer was contacted last and the next contact is due (REQ G-07, S1 四(二)1).

    Due days are worked out by hand from the State Council's notice for 2026: 1 to 5 May are off,
    Saturday 9 May is worked.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grades = {
            code: cls.env.ref(f"customer_base.customer_grade_{code.lower()}") for code in "ABCD"
        }
        (cls.customer | cls.foreign).write({"customer_managed_on": date(2026, 4, 1)})
        (cls.customer | cls.foreign)._customer_contact_refresh()
        cls.states = cls.env["customer.interaction.state"]

    def _state(self, customer=None, company=None):
        return self.states.search(
            [
                ("partner_id", "=", (customer or self.customer).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def _on(self, day, hour=2, **values):
        """Record a contact on a day of 2026 (hour in UTC, China is 8 hours ahead)."""
        return self._record(date=datetime(2026, *day, hour), **values)

    def test_due_by_grade(self):
        """S1 四(二)1: a week, two weeks, a month, a quarter after the last contact."""
        self._on((4, 29))
        expected = {
            # 30 April, 6, 7, 8 May, and Saturday 9 May is a make-up workday
            "A": date(2026, 5, 9),
            # and 11 to 15 May
            "B": date(2026, 5, 15),
            # and 18 to 22, 25 to 29 May, 1 June
            "C": date(2026, 6, 1),
        }
        for code, due in expected.items():
            self.customer._customer_set_grade(self.grades[code], "Test")
            self.assertEqual(self._state().next_due, due, code)

    def test_company_default_without_grade(self):
        """REQ G-07: without a grade the company's own number of working days counts."""
        self.company.customer_contact_days = 4
        self._on((4, 29))
        self.assertEqual(self._state().next_due, date(2026, 5, 8))

    def test_never_contacted(self):
        """REQ G-07: a new customer is due counted from the day it became managed."""
        self.customer._customer_set_grade(self.grades["A"], "Test")
        # Wednesday 1 April; 2, 3 April; Qingming off to 6 April; 7, 8, 9 April
        self.assertEqual(self._state().next_due, date(2026, 4, 9))
        self.assertFalse(self._state().last_date)

    def test_managed_on_is_noted(self):
        """REQ G-07: the day somebody becomes a customer is kept, and nobody types it."""
        contact = self.Partner.create({"name": "Plain", "is_company": True})
        self.assertFalse(contact.customer_managed_on)
        self.assertFalse(self._state(contact))
        with freeze_time("2026-05-09 02:00:00"):
            contact.write({"customer_category": "potential", "user_id": self.salesperson.id})
        self.assertEqual(contact.customer_managed_on, date(2026, 5, 9))
        self.assertTrue(self._state(contact).next_due)
        with self.assertRaisesRegex(AccessError, "filled in by the system"):
            self.customer.with_user(self.admin).write({"customer_managed_on": "2030-01-01"})

    def test_local_day(self):
        """REQ G-07: a contact at 7:00 in China counts on that day, whatever UTC says."""
        self._on((4, 28), hour=23)
        self.assertEqual(self._state().last_date, date(2026, 4, 29))

    def test_newest_contact_counts(self):
        """REQ B-07: an older record entered later moves nothing; correcting and deleting do."""
        newest = self._on((5, 8))
        self._on((4, 29))
        self.assertEqual(self._state().last_date, date(2026, 5, 8))
        self.assertEqual(self._state().last_interaction_id, newest)
        newest.date = datetime(2026, 4, 1, 2)
        self.assertEqual(self._state().last_date, date(2026, 4, 29))
        self.assertEqual(self._state().last_user_id, self.salesperson)
        self.customer.customer_interaction_ids.sudo().unlink()
        self.assertFalse(self._state().last_date)
        self.assertTrue(self._state().next_due)

    def test_moved_to_another_customer(self):
        """REQ B-07: a record moved to another customer leaves the first as before."""
        record = self._on((5, 8))
        record.with_user(self.admin).partner_id = self.foreign
        self.assertFalse(self._state().last_date)
        self.assertEqual(self._state(self.foreign).last_date, date(2026, 5, 8))

    def test_two_companies(self):
        """REQ G-07: each company has its own last contact; the customer is due in its own."""
        other = self.env["res.company"].create(
            {"name": "Second", "country_id": self.env.ref("base.cn").id}
        )
        self.admin.company_ids += other
        self._on((4, 29))
        self.env["customer.interaction"].with_user(self.admin).with_company(other).with_context(
            allowed_company_ids=(self.company | other).ids
        ).create(
            {
                "partner_id": self.customer.id,
                "summary": "From the other company",
                "date": datetime(2026, 5, 8, 2),
                "company_id": other.id,
            }
        )
        self.assertEqual(self._state().last_date, date(2026, 4, 29))
        self.assertEqual(self._state(company=other).last_date, date(2026, 5, 8))
        self.assertFalse(self._state(company=other).next_due)

    def test_changed_owner_and_archive(self):
        """REQ G-07: the list follows the responsible person; archived customers are not due."""
        self._on((4, 29))
        self.assertEqual(self._state().user_id, self.salesperson)
        self.assertEqual(self._state().department_id, self.east)
        self.customer._customer_set_owner(self.colleague)
        self.assertEqual(self._state().user_id, self.colleague)
        self.assertEqual(self._state().department_id, self.west)
        self.customer.action_archive()
        self.assertFalse(self._state().next_due)

    def test_no_client_can_leave_the_list_behind(self):
        """REQ G-07: the sign that somebody brings the list up to date cannot be forged."""
        for forged in (True, 1, "LATER", {}):
            for user in (self.colleague, self.salesperson):
                partner = self.customer.with_user(self.director)
                partner.with_context(customer_contact_later=forged).user_id = user
                self.assertEqual(self._state().user_id, user)

    def test_healing_gives_the_same(self):
        """REQ G-07: what the nightly job computes anew is what was kept all along."""
        for day in ((4, 29), (5, 8), (3, 2)):
            self._on(day)
        self.customer._customer_set_grade(self.grades["B"], "Test")
        names = ["partner_id", "company_id", "last_date", "last_interaction_id", "next_due",
                 "user_id", "department_id", "last_user_id"]  # fmt: skip
        mine = [("partner_id", "in", (self.customer | self.foreign).ids)]
        kept = self.states.search(mine, order="partner_id").read(names, load=None)
        self.env.cr.execute(
            "UPDATE customer_interaction_state SET last_date = '2020-01-01', next_due = NULL, "
            "last_interaction_id = NULL, user_id = NULL, checked_on = NULL WHERE partner_id = %s",
            [self.customer.id],
        )
        self.env.cr.execute(
            "DELETE FROM customer_interaction_state WHERE partner_id = %s", [self.foreign.id]
        )
        self.env.invalidate_all()
        self._run_cron(CRON)
        healed = self.states.search(mine, order="partner_id").read(names, load=None)
        for row in kept + healed:
            row.pop("id")
        self.assertEqual(healed, kept)

    def test_nobody_writes_the_table(self):
        """REQ G-07: people record contacts, they do not edit the list of those due."""
        state = self._state()
        for role in ROLES:
            mine = state.with_user(self.users_by_role[role])
            sees = role not in {"finance", "legal", "service"}  # F-06: by work or request
            self.assertEqual(mine.has_access("read"), sees, role)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(mine.has_access(operation), role)
        self.assertFalse(state.with_user(self.colleague).has_access("read"))

    # ------------------------------------------------------------------
    # Customer list
    # ------------------------------------------------------------------
    def test_fields_and_search(self):
        """REQ G-07: the list shows both days; overdue from the day after."""
        self.customer._customer_set_grade(self.grades["A"], "Test")
        self._on((4, 29))
        partners = self.Partner.with_user(self.salesperson).browse(self.customer.id)
        mine = [("id", "=", self.customer.id)]
        for moment, overdue in (("2026-05-09 02:00:00", False), ("2026-05-10 02:00:00", True)):
            with freeze_time(moment):
                partners.invalidate_recordset()
                self.assertEqual(partners.customer_last_contact, date(2026, 4, 29))
                self.assertEqual(partners.customer_next_contact_due, date(2026, 5, 9))
                self.assertEqual(partners.customer_contact_overdue, overdue)
                for value in (True, False):
                    found = partners.search([("customer_contact_overdue", "=", value), *mine])
                    self.assertEqual(bool(found), value == overdue)
        due = "customer_next_contact_due"
        self.assertTrue(partners.search([(due, "=", "2026-05-09"), *mine]))
        self.assertTrue(partners.search([(due, "<=", "2026-05-09"), *mine]))
        self.assertFalse(partners.search([(due, "=", False), *mine]))
        self.assertTrue(partners.search([(due, "!=", False), *mine]))
        self.assertTrue(partners.search([(due, "=", False), ("id", "=", self.person.id)]))

    def test_list_of_80_costs_one_query_more(self):
        """The two days of 80 customers cost as many queries as those of 8."""
        customers = self.Partner.create(
            [
                {
                    "name": f"C{i}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": self.salesperson.id,
                }  # fmt: skip
                for i in range(80)
            ]
        ).with_user(self.salesperson)
        counts = []
        for some in (customers[:8], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            some.mapped("name")
            start = self.env.cr.sql_log_count
            for partner in some:
                self.assertTrue(partner.customer_next_contact_due)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 6)

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------
    def _reminders(self, user=None):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", (user or self.salesperson).id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("customer_base.mail_activity_contact_due").id,
                ),
            ]
        )

    def test_one_reminder(self):
        """REQ G-07: one activity for the responsible person when overdue, not daily."""
        self.customer._customer_set_grade(self.grades["A"], "Test")
        self._on((4, 29))
        with freeze_time("2026-05-09 02:00:00"):
            self._run_cron(CRON)
            self.assertFalse(self._reminders())
        for moment in ("2026-05-11 02:00:00", "2026-05-12 02:00:00"):
            with freeze_time(moment):
                self._run_cron(CRON)
                reminder = self._reminders()
                self.assertEqual(len(reminder), 1)
                self.assertEqual(reminder.user_id, self.salesperson)
        with freeze_time("2026-05-12 03:00:00"):
            reminder.with_user(self.salesperson).action_done()
            self._run_cron(CRON)
            self.assertFalse(self._reminders(), "once for each day due")

    def test_contact_answers_the_reminder(self):
        """REQ G-07: recording the contact takes the reminder away, the next one comes later."""
        self.customer._customer_set_grade(self.grades["A"], "Test")
        with freeze_time("2026-05-11 02:00:00"):
            self._run_cron(CRON)
            self.assertTrue(self._reminders())
            self._on((5, 11), hour=1)
            self.assertFalse(self._reminders())
        with freeze_time("2026-05-20 02:00:00"):
            self._run_cron(CRON)
            self.assertEqual(len(self._reminders()), 1)

    def test_reminder_can_be_switched_off(self):
        """REQ G-07: a company without reminders gets none."""
        self.company.customer_contact_reminder = False
        with freeze_time("2026-07-01 02:00:00"):
            self._run_cron(CRON)
        self.assertFalse(self._reminders())

    def test_frequency_changed(self):
        """REQ G-01: a new frequency of a grade moves the days due with the nightly job."""
        self.customer._customer_set_grade(self.grades["A"], "Test")
        self._on((4, 29))
        self.grades["A"].contact_days = 1
        self._run_cron(CRON)
        self.assertEqual(self._state().next_due, date(2026, 4, 30))

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------
    def test_merge(self):
        """REQ B-14: contacts follow the merged customer, and there is one day due."""
        self._on((4, 29))
        self.env["customer.interaction"].with_user(self.colleague).create(
            {
                "partner_id": self.foreign.id,
                "summary": "Theirs",
                "date": datetime(2026, 5, 8, 2),
            }
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.foreign | self.customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(len(self.customer.customer_interaction_ids), 2)
        self.assertEqual(len(self.states.search([("partner_id", "=", self.customer.id)])), 1)
        self.assertEqual(self._state().last_date, date(2026, 5, 8))
        # Saturday 9 May, then 11 to 29 May and 1 to 5 June
        self.assertEqual(fields.Date.to_string(self._state().next_due), "2026-06-05")

from odoo.tests import freeze_time, tagged

from .care_common import CareCase

TABLES = ("customer_", "res_partner", "mail_activity")


@tagged("post_install", "-at_install")
class TestCareCost(CareCase):
    """The nightly job costs the same number of queries however many customers (REQ V-12)."""

    def _queries(self, day):
        """Return how many statements of the job are about customers and what is theirs."""
        with freeze_time(f"{day} 02:00:00"):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
                self._run_cron("key_account_visits.ir_cron_customer_care")
        queries = [line for line in logs.output if " query: " in line]
        return sum(any(table in query for table in TABLES) for query in queries)

    def _people(self, count):
        """Return people of new grade A customers whose birthdays lie in the days ahead."""
        customers = self.Partner.create(
            [
                {
                    "name": f"客户{number}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": self.salesperson.id,
                }
                for number in range(count)
            ]
        )
        customers.sudo().customer_grade_id = self.grade_a
        people = self.Partner.create(
            [{"name": "总", "parent_id": customer.id} for customer in customers]
        )
        for number, person in enumerate(people):
            self._birthday(6, 11 + number % 10, person)

    def test_festival_and_birthdays(self):
        """REQ V-12: few and many tasks made, by the same statements."""
        with freeze_time("2026-06-10 02:00:00"):
            self._people(5)
        self._queries("2026-06-10")  # fills caches
        with freeze_time("2026-06-10 02:00:00"):
            self._people(10)
        few = self._queries("2026-06-10")
        with freeze_time("2026-06-10 02:00:00"):
            self._people(60)
        self.assertLessEqual(self._queries("2026-06-10"), few)
        self.assertEqual(len(self._tasks("birthday")), 75)
        self.assertEqual(len(self._tasks("dragon_boat")), 77)

    def test_switched_on_in_the_set_up(self):
        """REQ V-12, L-02: off at first, one of the switches an administrator sees."""
        self.company.customer_care_active = False
        setup = self.env["customer.setup"].with_user(self.admin)
        screen = setup.create({})
        self.assertFalse(screen.customer_care_active)
        screen.customer_care_active = True
        screen.action_apply()
        self.assertTrue(self.company.customer_care_active)

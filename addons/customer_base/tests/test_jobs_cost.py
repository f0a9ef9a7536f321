from datetime import date

from odoo.tests import freeze_time, tagged

from .job_common import JobCase

TABLES = ("customer_", "res_partner", "mail_activity", "mail_message", "account_move", "sale_order")


@tagged("post_install", "-at_install")
class TestJobsCost(JobCase):
    """F-20, P-01, P-03, P-04: a chunk costs the same number of queries, however full it is."""

    def _queries(self, xmlid, day):
        """Return how many statements of the job are about customers and what is theirs.

        What emptied caches read again (models, rules, groups, users) comes and goes.
        """
        with freeze_time(f"{day} 02:00:00"):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
                self._run_cron(xmlid)
        queries = [line for line in logs.output if " query: " in line]
        return sum(any(table in query for table in TABLES) for query in queries)

    def _managed(self, count, user):
        with freeze_time("2026-01-05 02:00:00"):
            customers = self._customers(count, user)
            self.env.flush_all()
        return customers

    def _assert_same_cost(self, xmlid, day, prepare):
        """Run the job over 30 and over 60 records more of the same people."""
        prepare(10)  # the first run fills caches and meets what the test began with
        self._queries(xmlid, day)
        # each night one of 28 parts of the customers is recounted: fewer might have none in it
        prepare(30)
        few = self._queries(xmlid, day)
        prepare(60)
        self.assertLessEqual(self._queries(xmlid, day), few)

    def test_contacts_due(self):
        """P-01: the first night's reminders: one a person, whatever the number of customers."""
        self._assert_same_cost(
            "customer_base.ir_cron_interaction_state",
            "2026-06-01",
            lambda count: self._managed(count, self.salesperson),
        )
        reminders = self.env["mail.activity"].search(
            [
                ("user_id", "=", self.salesperson.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("customer_base.mail_activity_contact_due").id,
                ),
            ]
        )
        self.assertEqual(len(reminders), 1)
        # those of the fixture began later
        self.assertEqual(reminders.summary, "100 contacts are overdue")

    def test_quiet_night(self):
        """F-20: a night after which nothing has changed recounts one part of all rows, no more."""
        self._managed(60, self.salesperson)
        states = self.env["customer.interaction.state"]
        with freeze_time("2026-06-01 02:00:00"):
            self._run_cron("customer_base.ir_cron_interaction_state")
            self.env.flush_all()
            stale = states._stale_partner_ids()
        today = date(2026, 6, 1).toordinal()
        self.assertEqual({(partner_id - today) % 28 for partner_id in stale} - {0}, set())

    def test_reviews(self):
        """P-04: the first monthly reviews: one statement a chunk, one reminder a person."""
        self._assert_same_cost(
            "customer_base.ir_cron_review",
            "2026-05-20",
            lambda count: self._managed(count, self.salesperson),
        )
        self.assertEqual(
            self.env["customer.review"].search_count([("user_id", "=", self.salesperson.id)]), 100
        )

    def test_verification(self):
        """F-20: the same for the quarterly verification."""
        self.company.customer_verification_categories = "all"
        self._assert_same_cost(
            "customer_base.ir_cron_verification",
            "2026-06-29",
            lambda count: self._managed(count, self.salesperson),
        )

    def test_protection_quiet(self):
        """P-03: protected customers without progress cost nothing, night by night."""
        self.company.write({"customer_protection": True, "customer_pool": True})
        self._assert_same_cost(
            "customer_base.ir_cron_customer_protection",
            "2026-01-06",
            lambda count: self._managed(count, self.salesperson),
        )

    def test_protection_reminders(self):
        """P-03: one reminder a person of the protections that end."""
        self.company.write(
            {
                "customer_protection": True,
                "customer_protection_days": 30,
                "customer_protection_remind_days": 30,
                "customer_pool_keep_closed": False,
            }
        )
        self._assert_same_cost(
            "customer_base.ir_cron_customer_protection",
            "2026-01-07",
            lambda count: self._managed(count, self.salesperson),
        )
        reminder = self.env["mail.activity"].search(
            [
                ("user_id", "=", self.salesperson.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("customer_base.mail_activity_type_protection").id,
                ),
            ]
        )
        # those made here and the one of the fixture
        self.assertEqual(reminder.summary, "The protection of 101 customers ends")

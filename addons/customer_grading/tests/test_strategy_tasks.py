from odoo.addons.customer_grading.models.customer_strategy_job import FEW, LIST_TYPE
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_strategy import StrategyCommon


@tagged("post_install", "-at_install")
class TestStrategyTasks(StrategyCommon):
    """Tasks of strategies for many customers: a list and one reminder (P-02, U-12, L-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Progress = cls.env["customer.strategy.progress"]

    def _many(self, count, user=None):
        customers = self.Partner.create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": (user or self.salesperson).id,
                }
                for number in range(count)
            ]
        )
        self._sync()
        return customers

    def _reminders(self, user=None):
        kind = self.env.ref(LIST_TYPE)
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", (user or self.salesperson).id)]
        )

    def _on_customers(self, user=None):
        return self.env["mail.activity"].search_count(
            [
                ("res_model", "=", "res.partner"),
                ("user_id", "=", (user or self.salesperson).id),
                ("automated", "=", True),
            ]
        )

    def _open(self, user=None):
        return self.Progress.search(
            [("user_id", "=", (user or self.salesperson).id), ("done_on", "=", False)]
        )

    def test_many_are_a_list_with_one_reminder(self):
        """U-12, P-02: who gets many tasks gets a list and one reminder, not an activity each."""
        self._task()
        self._many(FEW)  # and the one there is
        self._run_cron()
        self.assertEqual(len(self._open()), FEW + 1)
        self.assertEqual(self._on_customers(), 0)
        reminder = self._reminders()
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.summary, f"{FEW + 1} tasks with customers to be done")
        self.assertEqual(str(reminder.date_deadline), "2026-07-08")
        self.assertEqual(reminder.action_open_list()["res_model"], "customer.strategy.progress")
        # the colleague has one customer: an activity on it and no list
        self.assertFalse(self._reminders(self.colleague))
        self.assertEqual(self._on_customers(self.colleague), 1)

    def test_the_reminder_stays_one(self):
        """P-02: the next nights and ticking off change the reminder; with few left it goes."""
        self._task()
        self._many(FEW + 1)
        self._run_cron("2026-07-01")
        self._run_cron("2026-07-02")
        self.assertEqual(len(self._reminders()), 1)
        mine = self._as(self.salesperson, self._open())
        with self._day("2026-07-02"):
            mine[0].action_done()
        self.assertEqual(self._reminders().summary, f"{FEW + 1} tasks with customers to be done")
        with self._day("2026-07-02"):
            mine[1:].action_done()
        self.assertFalse(self._reminders())
        done = self.Progress.search([("user_id", "=", self.salesperson.id)])
        self.assertEqual(set(done.mapped("done_on")), {mine[0].done_on})
        self.assertEqual(str(mine[0].done_on), "2026-07-02")
        self.assertEqual(done.done_by_id, self.salesperson)
        self._run_cron("2026-07-03")
        self.assertFalse(self._open(), "due on 8 July: not again before")
        self._run_cron("2026-07-08")
        self.assertEqual(len(self._open()), FEW + 2)

    def test_list_and_activity_are_one(self):
        """P-02: ticking off on the list ends the activity, and the other way round."""
        self._task("Call")
        self._task("Visit")
        self._run_cron()
        call, visit = self._open().sorted("id")
        with self._day("2026-07-02"):
            call.with_user(self.salesperson).action_done()
            visit.activity_id.with_user(self.salesperson).action_feedback()
        self.assertFalse(self._activities())
        for row in (call, visit):
            self.assertEqual((str(row.done_on), row.done_by_id), ("2026-07-02", self.salesperson))

    def test_nobody_without_the_right_is_asked(self):
        """L-02: who may not open the customer or has no role gets no task; the owner does."""
        stranger = self._make_user("strategy_stranger", "salesperson")
        self._task("Stranger", assign="user", user_id=stranger.id)
        self._task("Outsider", assign="user", user_id=self.outsider.id)
        without_role = self.outsider
        plain = self.Partner.create(
            {"name": "No role", "is_company": True, "customer_category": "potential"}
        )
        plain.sudo().user_id = without_role
        self._sync()
        self._run_cron()
        rows = self.Progress.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(rows.user_id, self.salesperson)
        self.assertFalse(self.Progress.search([("partner_id", "=", plain.id)]))
        self.assertFalse(self.Progress.search([("user_id", "=", without_role.id)]))

    def test_follows_the_owner(self):
        """REQ G-09: an open task goes with the customer, on the list and as activity."""
        self._task()
        self._run_cron("2026-07-01")
        self.customer._customer_set_owner(self.colleague)
        self._sync()
        self._run_cron("2026-07-02")
        row = self.Progress.search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.user_id, row.activity_id.user_id), (self.colleague,) * 2)
        self.assertEqual(str(row.due), "2026-07-08", "the day stays")

    def test_switched_off_takes_it_back(self):
        """U-12: a company that switches the tasks off has none left open."""
        self._task()
        self._many(FEW)
        self._run_cron("2026-07-01")
        self.company.customer_strategy_tasks = False
        self._run_cron("2026-07-02")
        self.assertFalse(self._open())
        self.assertFalse(self._reminders())
        self.assertFalse(self._activities(self.other_customer))

    def test_who_ticks_off(self):
        """REQ B-09: the person and who works on the customer; readers and strangers are refused."""
        self._task()
        self._run_cron()
        row = self._open()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            row.with_user(self.colleague).action_done()
        self.customer._customer_access_add(self.colleague, "grant", until="2099-01-01")
        with self.assertRaisesRegex(AccessError, "ticked off by Test salesperson"):
            row.with_user(self.colleague).action_done()
        self.assertFalse(row.done_on)
        row.with_user(self.manager).action_done()
        self.assertEqual(row.done_by_id, self.manager)

    def test_seen_with_the_customer(self):
        """REQ B-09: the list shows the customers that one may see, to roles only."""
        self._task()
        self._run_cron()
        mine = self.Progress.with_user(self.salesperson).search([])
        self.assertIn(self.customer, mine.partner_id)
        self.assertNotIn(self.other_customer, mine.partner_id)
        with self.assertRaisesRegex(AccessError, "not allowed to access"):
            self.Progress.with_user(self.outsider).search([])

    def test_queries_of_a_chunk(self):
        """P-02, F-20: a chunk costs as many queries for 60 customers as for two."""
        self._task()
        self._task("Visit", assign="manager")
        customers = self._many(62)
        counts = []
        with self._day("2026-07-01"):
            people = self.Progress._people(self.company)
            self.Progress._advance(self.company, self.customer.ids, people)
            for some in (customers[:2], customers[2:]):
                self.env.flush_all()
                before = self.cr.sql_log_count
                self.Progress._advance(self.company, some.ids, people)
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
                # nothing to do: no row is written a second time
                before = self.cr.sql_log_count
                self.Progress._advance(self.company, some.ids, people)
                counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[2])
        self.assertEqual(counts[1], counts[3])
        self.assertLessEqual(counts[0], 5)
        self.assertEqual(len(self._open()), 63)

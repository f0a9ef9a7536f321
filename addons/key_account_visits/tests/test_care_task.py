from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .care_common import CareCase

# Festival → (a day less than two weeks before, the day itself, last working day before by the
# State Council's notices of days off and make-up workdays).
REMINDERS = {
    "spring": ("2026-02-09", "2026-02-17", "2026-02-14"),  # Saturday, a make-up workday
    "labour": ("2026-04-25", "2026-05-01", "2026-04-30"),
    "dragon_boat": ("2026-06-10", "2026-06-19", "2026-06-18"),
    "mid_autumn": ("2026-09-15", "2026-09-25", "2026-09-24"),
    "national": ("2025-09-25", "2025-10-01", "2025-09-30"),
    "new_year": ("2025-12-25", "2026-01-01", "2025-12-31"),
}


@tagged("post_install", "-at_install")
class TestCareJob(CareCase):
    """Tasks that come by themselves (REQ V-12, seed S3 六.2(2))."""

    def test_every_festival_on_the_last_working_day_before(self):
        """REQ V-12: by the real days off and make-up workdays."""
        for name, (today, day, remind) in REMINDERS.items():
            with self.subTest(name):
                self._run_care(today)
                task = self._tasks(name, partner_id=self.customer.id, day=day)
                self.assertEqual(len(task), 1)
                self.assertEqual(str(task.remind_on), remind)
                self.assertEqual((task.user_id, task.state), (self.salesperson, "open"))
                self.assertEqual(task.department_id, self.east)
                self.assertFalse(task.is_personal)

    def test_mid_autumn_within_the_national_holiday(self):
        """REQ V-12: 中秋 2025-10-06 lies in eight days off: reminded on 30 September."""
        self._run_care("2025-09-26")
        task = self._tasks("mid_autumn", partner_id=self.customer.id)
        self.assertEqual((str(task.day), str(task.remind_on)), ("2025-10-06", "2025-09-30"))

    def test_off_until_switched_on(self):
        """REQ V-12: a company that has not asked for it gets nothing."""
        self.assertFalse(self.env["res.company"].create({"name": "New"}).customer_care_active)
        self.company.customer_care_active = False
        self._run_care("2026-02-09")
        self.assertFalse(self._tasks("spring"))

    def test_once_a_year_however_often_it_runs(self):
        """REQ V-12: the second run writes nothing."""
        self._run_care("2026-02-09")
        tasks = self._tasks("spring")
        self.assertEqual(tasks.partner_id, self.customer | self.foreign)
        before = {task.id: (task.write_date, task.day) for task in tasks}
        self.env.cr.execute("SELECT xmin::text, id FROM customer_care_task ORDER BY id")
        rows = self.env.cr.fetchall()
        self._run_care("2026-02-09")
        after = self._tasks("spring")
        self.assertEqual({task.id: (task.write_date, task.day) for task in after}, before)
        self.env.cr.execute("SELECT xmin::text, id FROM customer_care_task ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), rows)

    def test_whom_a_festival_concerns(self):
        """REQ V-12: by category, grade and importance; nobody archived or without owner."""
        festival = self._occasion("spring")
        festival.grade_ids = self.grade_a
        self._run_care("2026-02-09")
        self.assertEqual(self._tasks("spring").partner_id, self.customer)
        festival.write({"grade_ids": False, "key_accounts_only": True})
        self.foreign.is_key_account = True
        self._run_care("2026-02-10")
        self.assertEqual(self._tasks("spring", state="open").partner_id, self.foreign)
        festival.write({"key_accounts_only": False, "categories": "all"})
        possible = self.Partner.create(
            {
                "name": "Maybe",
                "is_company": True,
                "customer_category": "potential",
                "user_id": self.salesperson.id,
            }
        )
        self.foreign.active = False
        self._run_care("2026-02-11")
        self.assertEqual(self._tasks("spring", state="open").partner_id, self.customer | possible)

    def test_one_reminder_a_person(self):
        """REQ V-12: on the last working day before, not sooner, with a number."""
        kind = self.env.ref("key_account_visits.mail_activity_care")
        mine = [("activity_type_id", "=", kind.id), ("user_id", "=", self.salesperson.id)]
        activities = self.env["mail.activity"]
        second = self.Partner.create(
            {
                "name": "Second",
                "is_company": True,
                "customer_category": "closed",
                "user_id": self.salesperson.id,
            }
        )
        self._run_care("2026-02-13")
        self.assertFalse(activities.search(mine))
        self._run_care("2026-02-14")
        reminder = activities.search(mine)
        self.assertEqual(reminder.summary, "Customer care: 2 tasks")
        with freeze_time("2026-02-14 03:00:00"):
            task = self._tasks("spring", partner_id=second.id).with_user(self.salesperson)
            task.way = "call"
            task.action_done()
        self.assertEqual(activities.search(mine).summary, "Customer care: 1 task")

    def test_festival_turned_off_and_on(self):
        """REQ V-12: its open tasks go at once, and come back; done ones stay."""
        self._run_care("2026-02-09")
        done = self._tasks("spring", partner_id=self.foreign.id)
        with freeze_time("2026-02-10 02:00:00"):
            done.with_user(self.colleague).way = "call"
            done.with_user(self.colleague).action_done()
            self._occasion("spring").active = False
            states = {task.partner_id: task.state for task in self._tasks("spring")}
            self.assertEqual(states, {self.customer: "cancelled", self.foreign: "done"})
            self._occasion("spring").active = True
        self._run_care("2026-02-10")
        states = {task.partner_id: task.state for task in self._tasks("spring")}
        self.assertEqual(states, {self.customer: "open", self.foreign: "done"})

    def test_restart_after_a_chunk(self):
        """REQ V-12: what is missing after a stop is made by the next run, nothing twice."""
        self._run_care("2026-02-09")
        self._tasks("spring", partner_id=self.foreign.id).sudo().unlink()
        self._run_care("2026-02-09")
        self.assertEqual(len(self._tasks("spring")), 2)

    def test_new_owner_takes_the_open_tasks(self):
        """REQ V-12: and the former one keeps what he did."""
        self._run_care("2026-02-09")
        task = self._tasks("spring", partner_id=self.customer.id)
        self.customer.user_id = self.colleague
        self.assertEqual(task.user_id, self.colleague)
        self.assertEqual(task.department_id, self.west)

    def test_archived_customers_are_not_greeted(self):
        """REQ V-12: open tasks go in the same transaction."""
        self._run_care("2026-02-09")
        self.foreign.active = False
        self.assertEqual(self._tasks("spring", partner_id=self.foreign.id).state, "cancelled")

    def test_merged_customers_are_greeted_once(self):
        """REQ V-12: the done task stays, with what both cost."""
        self._run_care("2026-02-09")
        mine = self._tasks("spring", partner_id=self.customer.id)
        theirs = self._tasks("spring", partner_id=self.foreign.id)
        mine.cost, theirs.cost = 30, 12
        with freeze_time("2026-02-10 02:00:00"):
            theirs.with_user(self.colleague).way = "call"
            theirs.with_user(self.colleague).action_done()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.foreign | self.customer).ids, self.customer)
        left = self._tasks("spring")
        self.assertEqual((left, left.partner_id), (theirs, self.customer))
        self.assertEqual((left.state, left.cost), ("done", 42))

    def test_days_off_that_change(self):
        """REQ V-12: the last working day before follows the company's calendar."""
        self._run_care("2026-06-10")
        task = self._tasks("dragon_boat", partner_id=self.customer.id)
        self.env["workday.exception"].create(
            {
                "name": "Works closed",
                "date": "2026-06-18",
                "kind": "off",
                "company_id": self.company.id,
            }
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self._run_care("2026-06-11")
        self.assertEqual(str(task.remind_on), "2026-06-17")


@tagged("post_install", "-at_install")
class TestCareTask(CareCase):
    """Tasks done, skipped, made by hand; who may (REQ V-12, B-09)."""

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-06-08 02:00:00")
        frozen.start()
        self.addCleanup(frozen.stop)

    def test_done_is_an_interaction_once(self):
        """REQ V-12, B-07: with day, way, person and cost; closing twice is refused."""
        task = self._manual(person_id=self.person.id, cost=88, done_on="2026-06-05")
        task.action_done()
        self.assertEqual((task.state, task.done_by_id), ("done", self.salesperson))
        self.assertEqual(str(task.done_on), "2026-06-05")
        record = self.env["customer.interaction"].search(
            [("res_model", "=", "customer.care.task"), ("res_id", "=", task.id)]
        )
        self.assertEqual(record.partner_id, self.customer)
        self.assertEqual((record.way, record.contact_ids), ("phone", self.person))
        self.assertEqual(record.summary, "Customer care: Another Occasion")
        self.assertEqual(str(record.date.date()), "2026-06-05")
        with self._refused(UserError, "not possible in the state “Done”"):
            task.action_done()
        self.assertEqual(len(record.search([("res_id", "=", task.id)])), 1)

    def test_done_in_which_way(self):
        """REQ V-12: an outcome without a way says nothing."""
        task = self._manual(way=False)
        with self._refused(UserError, "say in which way"):
            task.action_done()
        self.assertEqual(task.state, "open")
        with self._refused(ValidationError, "cannot be done in the future"):
            task.done_on = "2026-06-09"
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            task.cost = -1
            task.flush_recordset()

    def test_not_done_needs_a_reason(self):
        """REQ V-12: asked for by a dialog; blanks are none."""
        task = self._manual()
        self.assertEqual(task.action_skip()["res_model"], "customer.care.skip")
        self.assertEqual(task.action_skip("  ")["res_model"], "customer.care.skip")
        self.assertEqual(task.state, "open")
        wizard = self.env["customer.care.skip"].with_user(self.salesperson)
        wizard.create({"task_ids": task.ids, "reason": "Moved abroad"}).action_confirm()
        self.assertEqual((task.state, task.skip_reason), ("skipped", "Moved abroad"))

    def test_closed_stays_until_reopened(self):
        """REQ V-12: reopening takes the interaction back."""
        task = self._manual()
        task.action_done()
        with self._refused(UserError, "closed. Reopen it"):
            task.note = "Later"
        with self._refused(UserError, "is kept"):
            task.unlink()
        task.action_reopen()
        self.assertEqual((task.state, task.done_on), ("open", False))
        records = self.env["customer.interaction"].search([("res_id", "=", task.id)])
        self.assertFalse(records.filtered(lambda record: record.res_model == task._name))
        task.unlink()
        self.assertFalse(task.exists())

    def test_the_systems_fields_are_the_systems(self):
        """REQ V-12, B-09: neither written nor given at creation."""
        task = self._manual()
        for vals in (
            {"state": "done"},
            {"done_by_id": self.manager.id},
            {"by_hand": False},
            {"is_personal": True},
            {"remind_on": "2026-06-01"},
        ):
            with self.subTest(vals):
                with self._refused(AccessError, "filled in by the system"):
                    task.write(vals)
                with self.assertRaisesRegex(AccessError, "filled in by the system"):
                    self._manual(day=date(2027, 1, 1), **vals)

    def test_what_the_system_made_is_not_moved(self):
        """REQ V-12: day, customer and occasion follow; way, cost and note are free."""
        self._run_care("2026-06-10")
        task = self._tasks("dragon_boat", partner_id=self.customer.id)
        mine = task.with_user(self.salesperson)
        with self._refused(UserError, "not moved by hand"):
            mine.day = "2026-07-01"
        with self._refused(UserError, "Only open tasks made by hand"):
            mine.unlink()
        mine.write({"way": "gift", "cost": 20, "note": "Zongzi"})
        self.assertEqual(task.note, "Zongzi")

    def test_one_for_each_occasion_and_year(self):
        """REQ V-12: by hand as by the job."""
        self._manual()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._manual(day=date(2026, 6, 20)).flush_recordset()

    def test_people_of_another_customer(self):
        """REQ V-12: bad input is refused in words."""
        stranger = self.Partner.create({"name": "S", "parent_id": self.foreign.id})
        with self._refused(ValidationError, "does not belong to"):
            self.Task.create(
                {
                    "partner_id": self.customer.id,
                    "person_id": stranger.id,
                    "occasion_id": self._occasion("other").id,
                    "day": "2026-06-10",
                    "user_id": self.salesperson.id,
                }
            )
        with self._refused(ValidationError, "Choose 上海宏远机械有限公司 itself"):
            self._manual(partner_id=self.person.id)
        with self._refused(UserError, "Enter the day"):
            self._manual(day=False)

    def test_rights_by_role(self):
        """REQ V-12, B-09: own customers, the department, all; plain create and write too."""
        task = self._manual()
        theirs = self._manual(self.colleague, partner_id=self.foreign.id)
        sees_all = self.director | self.marketing | self.admin
        for user in self.salesperson | self.manager | self.clerk | sees_all:
            with self.subTest(user=user.login):
                self.assertEqual(task.with_user(user).read(["way"])[0]["way"], "call")
                task.with_user(user).note = user.login
                self.assertEqual(bool(theirs.with_user(user).search([("id", "=", theirs.id)])),
                                 user in sees_all)  # fmt: skip
        for user in self.salesperson | self.manager | self.clerk:
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
                    theirs.with_user(user).read(["note"])
                with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
                    theirs.with_user(user).write({"note": "x"})
                with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
                    theirs.with_user(user).action_done()
                with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
                    self._manual(user, partner_id=self.foreign.id, day=date(2027, 1, 1))
        for role in ("finance", "legal", "service"):
            with self.assertRaisesRegex(AccessError, "not allowed to modify 'Customer Care Task'"):
                task.with_user(self.users_by_role[role]).write({"note": "x"})
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Customer Care Task'"):
            task.with_user(self.outsider).read(["note"])
        self.assertFalse(theirs.note)

    def test_who_closes(self):
        """REQ V-12: the responsible person, the department's manager, who acts for all."""
        clerk = self._manual().with_user(self.clerk)
        self.assertFalse(clerk.can_close)
        with self._refused(UserError, "is for Test salesperson or their superior"):
            clerk.action_done()
        with self._refused(UserError, "is for Test salesperson or their superior"):
            clerk.action_skip("x")
        manager = clerk.with_user(self.manager)
        self.assertTrue(manager.can_close)
        manager.action_done()
        self.assertEqual(manager.done_by_id, self.manager)

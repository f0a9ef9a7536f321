from odoo.addons.key_account_visits.models.market import customer_feedback_month
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .market_common import MarketCommon

ACTIVITY = "mail_activity_type_feedback_quota"
JOB = "ir_cron_feedback_quota"


@tagged("post_install", "-at_install")
class TestMarketQuota(MarketCommon):
    """Five forms a month: of A two, of B two, of C one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.graded = {
            code: cls._customer(f"Customer {code}", cls.salesperson, grade)
            for code, grade in cls.grades.items()
        }

    def _submit(self, codes, day="2026-06-15", user=None):
        with self._day(day):
            forms = [self._form(user, partner_id=self.graded[code].id, date=day) for code in codes]
            for form in forms:
                form.action_submit()
        return forms

    def _row(self, user=None, month="2026-06-01", reader=None, day="2026-06-15"):
        with self._day(day):
            self.env.invalidate_all()
            rows = self._as(reader or self.director, self.env["customer.feedback.month"])
            row = rows.search(
                [("user_id", "=", (user or self.salesperson).id), ("month", "=", month)]
            )
            return (row.done, row.missing, row.done_text, row.missing_text) if row else None

    def test_counting(self):
        """REQ V-11: done and missing of the month, in all and by grade."""
        self.assertEqual(self._row(), (0, 5, "A 0/2 · B 0/2 · C 0/1", "A 2 · B 2 · C 1"))
        self._submit("AAB")
        self.assertEqual(self._row(), (3, 2, "A 2/2 · B 1/2 · C 0/1", "B 1 · C 1"))
        self._submit("DD")
        self.assertEqual(self._row(), (5, 2, "A 2/2 · B 1/2 · C 0/1", "B 1 · C 1"))
        self._submit("BC")
        self.assertEqual(self._row()[:2], (7, 0))
        self.assertFalse(self._row()[3])

    def test_five_of_one_grade(self):
        """REQ V-11: five forms of A customers are not the quota."""
        self._submit("AAAAA")
        self.assertEqual(self._row(), (5, 3, "A 5/2 · B 0/2 · C 0/1", "B 2 · C 1"))

    def test_total(self):
        """REQ V-11: the number of all forms is the company's, whatever the grades."""
        self.company.customer_feedback_minimum = 8
        self._submit("AABBC")
        self.assertEqual(self._row()[:2], (5, 3))

    def test_drafts_and_returned(self):
        """REQ V-11: drafts and returned forms do not count, other months not either."""
        [form] = self._submit("A")
        self._submit("A", "2026-05-15")
        with self._day("2026-06-15"):
            self._form(partner_id=self.graded["B"].id)
            self._as(self.manager, self.env["customer.market.decide"]).create(
                {"action": "return", "feedback_ids": [(6, 0, form.ids)], "text": "Why?"}
            ).action_confirm()
        self.assertEqual(self._row()[0], 0)
        self.assertEqual(self._row(month="2026-05-01")[:2], (1, 4))

    def test_own_quota_of_a_company(self):
        """REQ V-11: a company's own row goes before the one for all."""
        Quota = self._as(self.roles["admin"], self.env["customer.feedback.quota"])
        Quota.create({"grade_id": self.grades["A"].id, "minimum": 4, "company_id": self.company.id})
        self.assertEqual(self._row()[2:], ("A 0/4 · B 0/2 · C 0/1", "A 4 · B 2 · C 1"))
        self.assertEqual(self._row()[1], 7)

    def test_quota_is_the_administrators(self):
        """REQ V-11: nobody else changes the quota."""
        quota = self.env.ref("key_account_visits.customer_feedback_quota_a")
        for role in ("salesperson", "manager", "director", "marketing", "general_manager"):
            with (
                self._unchanged(quota, "minimum"),
                self.assertRaisesRegex(
                    AccessError, "not allowed to modify 'Quota of Feedback Forms'"
                ),
            ):
                self._as(self.roles[role], quota).minimum = 0
        self._as(self.roles["admin"], quota).minimum = 3
        self.assertEqual(quota.minimum, 3)

    def test_who_owes(self):
        """REQ V-11: employees with the role of a salesperson, from their month on; no superiors."""
        with self._day("2026-06-15"):
            rows = self.env["customer.feedback.month"].search(
                [("company_id", "=", self.company.id), ("month", "=", "2026-06-01")]
            )
            self.assertEqual(rows.user_id, self.salesperson | self.colleague)
            self.assertTrue(all(rows.mapped("is_this_month")))
            self.assertEqual(len(set(rows.ids)), len(rows))
        with self._day("2025-03-15"):
            months = self.env["customer.feedback.month"].search(
                [("user_id", "=", self.salesperson.id)]
            )
            self.assertEqual(
                [str(row.month) for row in months], ["2025-03-01", "2025-02-01", "2025-01-01"]
            )

    def test_manager_may_write_forms(self):
        """REQ V-11: forms of who has no quota are counted and miss nothing."""
        self._submit("A", user=self.manager)
        self.assertEqual(self._row(self.manager)[:2], (1, 0))

    def test_rights(self):
        """REQ V-11: own, the department, all; the rows are nobody's to write."""
        for role in ("salesperson", "manager", "director", "marketing", "general_manager", "admin"):
            self.assertTrue(self._row(reader=self.roles[role]), role)
        self.assertIsNone(self._row(reader=self.colleague))
        self.assertIsNone(self._row(reader=self.other_manager))
        for user in (self.roles["clerk"], self.roles["finance"], self.outsider):
            with self.assertRaisesRegex(
                AccessError, "not allowed to access 'Feedback Forms of a Month'"
            ):
                self._row(reader=user)
        with self.assertRaisesRegex(
            AccessError, "not allowed to create 'Feedback Forms of a Month'"
        ):
            self._as(self.roles["admin"], self.env["customer.feedback.month"]).create({"done": 5})

    def test_open_forms(self):
        """REQ V-11: from the row to the forms that count."""
        forms = self._submit("AB")
        self._submit("A", "2026-05-15")
        with self._day("2026-06-15"):
            row = self._as(self.salesperson, self.env["customer.feedback.month"]).search(
                [("is_this_month", "=", True)]
            )
            domain = row.action_open_forms()["domain"]
        found = self.env["customer.feedback"].search(domain)
        self.assertEqual(sorted(found.ids), sorted(form.id for form in forms))

    # ------------------------------------------------------------------
    # The reminder
    # ------------------------------------------------------------------
    def test_off_by_default(self):
        """L-02, REQ V-11: nobody is reminded before a company switches it on."""
        self.assertFalse(self.company.customer_feedback_reminder)
        self.assertIn("customer_feedback_reminder", self.env["customer.setup"]._company_fields())
        self._run_cron(JOB, "2026-06-30")
        self.assertFalse(self._activities(ACTIVITY, self.salesperson | self.colleague))

    def test_reminder(self):
        """REQ V-11: in the last working days, one reminder a person, with what is missing."""
        self.company.customer_feedback_reminder = True
        self._submit("AAB")
        self._run_cron(JOB, "2026-06-23")
        self.assertFalse(self._activities(ACTIVITY), "the last five days begin on the 24th")
        for day in ("2026-06-24", "2026-06-25"):
            self._run_cron(JOB, day)
            activity = self._activities(ACTIVITY, self.salesperson)
            self.assertEqual(len(activity), 1)
            self.assertEqual(activity.summary, "Feedback forms missing this month: 2 (B 1 · C 1)")
            self.assertEqual(str(activity.date_deadline), "2026-06-30")
        self.assertEqual(
            self._activities(ACTIVITY).user_id, self.salesperson | self.colleague, "no superior"
        )
        action = activity.with_user(self.salesperson).action_open_list()
        self.assertEqual(action["res_model"], "customer.feedback.month")

    def test_reminder_follows(self):
        """REQ V-11: it counts down with every form, and goes with the last one."""
        self.company.customer_feedback_reminder = True
        self._run_cron(JOB, "2026-06-24")
        self._submit("AAB", "2026-06-25")
        activity = self._activities(ACTIVITY, self.salesperson)
        self.assertEqual(activity.summary, "Feedback forms missing this month: 2 (B 1 · C 1)")
        self._submit("BC", "2026-06-26")
        self.assertFalse(self._activities(ACTIVITY, self.salesperson))
        self.assertTrue(self._activities(ACTIVITY, self.colleague))

    def test_reminder_ends_with_the_month(self):
        """REQ V-11: what is over cannot be made up; and switching off takes reminders back."""
        self.company.customer_feedback_reminder = True
        self._run_cron(JOB, "2026-06-24")
        self._run_cron(JOB, "2026-07-01")
        self.assertFalse(self._activities(ACTIVITY))
        self._run_cron(JOB, "2026-07-30")
        self.assertTrue(self._activities(ACTIVITY))
        self.company.customer_feedback_reminder = False
        self._run_cron(JOB, "2026-07-31")
        self.assertFalse(self._activities(ACTIVITY))

    def test_reminder_in_the_readers_language(self):
        """REQ B-01: the reminder speaks the language of who reads it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.salesperson.lang = "zh_CN"
        self.company.customer_feedback_reminder = True
        seen = []

        def for_reader(records, person):
            seen.append((person, person.lang))
            return records

        self.patch(customer_feedback_month, "for_reader", for_reader)
        self._run_cron(JOB, "2026-06-24")
        self.assertIn((self.salesperson, "zh_CN"), seen)

    # ------------------------------------------------------------------
    # Costs
    # ------------------------------------------------------------------
    def test_costs(self):
        """F-20: the list is one query, and the job's number of queries is that of one person."""
        self.company.customer_feedback_reminder = True
        rows = self._as(self.director, self.env["customer.feedback.month"])

        def look():
            rows.search_read([("is_this_month", "=", True)], ["user_id", "done", "missing"])

        spent = {"list": [], "job": []}
        with self._day("2026-06-24"):
            look()
        self._run_cron(JOB, "2026-06-24")
        for first, count in ((0, 2), (10, 20), (40, 4)):
            self._hire(first, count)
            with self._day("2026-06-24"):
                look()
                spent["list"].append(self._spent(look))
            spent["job"].append(self._job_spent(JOB, "2026-06-24"))
        for counts in spent.values():
            self.assertEqual(counts, [counts[0]] * 3, spent)
        self.assertEqual(len(self._activities(ACTIVITY)), 28)

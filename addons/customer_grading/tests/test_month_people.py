from odoo.tests import new_test_user, tagged

from .test_month_summary import JUNE, MonthCommon


@tagged("post_install", "-at_install")
class TestMonthPeople(MonthCommon):
    """Nobody gets a summary who did not ask for it or cannot open it (U-12, L-02, F-07)."""

    def _run_cron(self, day="2026-07-01"):
        self._sync()
        with self._day(day), self.enter_registry_test_mode():
            self.env.ref("customer_grading.ir_cron_month_summary").method_direct_trigger()
        self.env.invalidate_all()

    def _department_of(self, user, manager=None, parent=None):
        members = () if user == manager else user
        department = self._make_department("Lonely", manager, members)
        department.parent_id = parent
        self._customer("Customer of a lonely department", user)
        return department

    def test_department_without_anybody(self):
        """U-12: a department where nobody could send a summary gets none; by hand it does."""
        seller = self._make_user("month_lonely", "salesperson")
        plain = new_test_user(self.env, "month_plain", groups="base.group_user")
        lonely = self._department_of(seller, manager=plain)
        self._run_cron()
        self.assertTrue(self._summary())
        self.assertFalse(self._summary(lonely))
        self._make(departments=lonely)
        summary = self._summary(lonely)
        self.assertFalse(summary.manager_id)
        self.assertFalse(summary.activity_ids)

    def test_manager_above(self):
        """REQ G-10: without a manager of its own the department above sends the summary."""
        seller = self._make_user("month_lonely", "salesperson")
        lonely = self._department_of(seller, parent=self.department)
        self.department.manager_id = self.manager._employee_in(self.company)
        self._run_cron()
        summary = self._summary(lonely)
        self.assertEqual(summary.manager_id, self.manager)
        summary.with_user(self.manager).write({"summary": "Done"})
        summary.with_user(self.manager).action_send()
        self.assertEqual(summary.state, "sent")

    def test_manager_without_role(self):
        """L-02: a manager who may not open summaries is not asked; a member with the role is."""
        plain = new_test_user(self.env, "month_plain", groups="base.group_user")
        self.department.manager_id = plain._employee_in(self.company) or self.env[
            "hr.employee"
        ].create({"name": "Plain", "user_id": plain.id, "company_id": self.company.id})
        self._run_cron()
        summary = self._summary()
        self.assertEqual(summary.manager_id, self.manager)
        self.assertEqual(summary.activity_ids.user_id, self.manager)

    def test_archived_department(self):
        """U-12: a department that is no more gets no summary from the job."""
        self.department.active = False
        self._run_cron()
        self.assertFalse(self._summary())

    def test_in_the_language_of_the_manager(self):
        """F-07: the reminder is in the manager's language, the record in the company's."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        self.company.partner_id.lang = "zh_CN"
        self._run_cron()
        summary = self._summary()
        self.assertIn("月", summary.activity_ids.summary)
        self.assertNotIn("Monthly", summary.activity_ids.summary)
        self.assertFalse(
            self._summary(self.other_department).activity_ids.filtered(
                lambda activity: "月" in activity.summary
            ),
            "the other manager reads English",
        )

    def test_queries(self):
        """F-20: figures are one query for all departments; what grows is the mail to managers."""
        figures, mails = [], []
        for month, number in ((JUNE, 0), (JUNE.replace(month=5), 6)):
            for place in range(number):
                manager = self._make_user(f"month_head_{place}", "manager")
                self._department_of(manager, manager=manager)
            self._sync()
            self._make(JUNE.replace(month=4, day=1))  # what is read once is read
            self.env.flush_all()
            with self._day("2026-07-01"):
                with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
                    made = self.Summary._make(self.company, month, by_job=True)
                    self.env.flush_all()
            self.assertEqual(len(made), 2 + number)
            # what emptied caches read again of models, rules and groups comes and goes
            queries = [line for line in logs.output if " query: " in line]
            figures.append(
                sum(
                    any(table in query for table in ("account_move", "customer_month_"))
                    for query in queries
                )
            )
            mails.append(
                sum(
                    any(table in query for table in ("mail_", "res_partner", "res_users"))
                    for query in queries
                )
            )
        self.assertEqual(figures[1], figures[0])
        # the mail that tells each manager
        self.assertLessEqual((mails[1] - mails[0]) / 6, 20)

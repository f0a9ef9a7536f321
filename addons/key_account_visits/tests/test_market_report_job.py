from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval
from psycopg2 import IntegrityError

from .market_common import MarketCommon

ACTIVITY = "mail_activity_type_market_report"
JOB = "ir_cron_market_report"


@tagged("post_install", "-at_install")
class TestMarketReportJob(MarketCommon):
    """Who owes a market report, and who is reminded of it."""

    def _reports(self, month="2026-05-01"):
        self.env.invalidate_all()
        return self.env["customer.market.report"].search(
            [("company_id", "=", self.company.id), ("month", "=", month)]
        )

    def _on(self):
        self.company.customer_market_report_active = True

    def test_off_by_default(self):
        """L-02, REQ V-10: no rows and no reminders before a company switches it on."""
        self.assertIn("customer_market_report_active", self.env["customer.setup"]._company_fields())
        for day in ("2026-06-01", "2026-06-05", "2026-06-08"):
            self._run_cron(JOB, day)
        self.assertFalse(self._reports())
        self.assertFalse(self._activities(ACTIVITY))

    def test_who_owes(self):
        """REQ V-10: salespeople, no superiors; once, whatever the job's number of runs."""
        self._on()
        for day in ("2026-06-01", "2026-06-02"):
            self._run_cron(JOB, day)
        reports = self._reports()
        self.assertEqual(reports.user_id, self.salesperson | self.colleague)
        self.assertEqual(len(reports), 2)
        own = reports.filtered(lambda report: report.user_id == self.salesperson)
        self.assertEqual(
            (str(own.due), own.department_id, own.state, own.owed),
            ("2026-06-05", self.department, "draft", True),
        )
        self.assertFalse(self._reports("2026-06-01"), "not before the month has ended")

    def test_nobody_is_made_late(self):
        """L-02: switching it on after the due day asks for nothing of the past."""
        self._on()
        self._run_cron(JOB, "2026-06-08")
        self.assertFalse(self._reports())
        self._run_cron(JOB, "2026-07-01")
        self.assertTrue(self._reports("2026-06-01"))

    def test_who_came_later(self):
        """REQ V-10: nobody reports on a month before being employed; nor who has left."""
        self._on()
        self._employed_since("2026-06-02")
        self._run_cron(JOB, "2026-06-03")
        self.assertFalse(self._reports())
        self._employed_since("2026-01-02")
        self._leave(self.colleague)
        self._run_cron(JOB, "2026-06-03")
        self.assertEqual(self._reports().user_id, self.salesperson)

    def test_begun_already(self):
        """REQ V-10: a report that somebody has begun is the one that is owed."""
        self._on()
        with self._day("2026-05-30"):
            report = self._report(summary="Begun")
        self._run_cron(JOB, "2026-06-01")
        self.assertTrue(report.owed)
        self.assertEqual(report.summary, "Begun")

    def test_owed_stays(self):
        """REQ V-10: what is owed is neither deleted nor moved to another month."""
        self._on()
        self._run_cron(JOB, "2026-06-01")
        report = self._reports().filtered(lambda report: report.user_id == self.salesperson)
        for user in (self.salesperson, self.roles["admin"]):
            mine = self._as(user, report)
            with self.assertRaisesRegex(UserError, "stays on record"):
                mine.unlink()
            with self._unchanged(report, "month"), self.assertRaisesRegex(UserError, "month stays"):
                mine.month = "2026-03-01"
        self._as(self.salesperson, report).write({"month": report.month, "summary": "Mine"})
        self.assertEqual(report.summary, "Mine")

    def test_missing_for_the_manager(self):
        """REQ V-10: the manager sees who has not delivered, of the own department."""
        self._on()
        self._run_cron(JOB, "2026-06-01")
        action = self.env.ref("key_account_visits.customer_market_report_action_missing")
        domain = [("owed", "=", True), ("state", "in", ("draft", "returned"))]
        self.assertEqual(safe_eval(action.domain), domain)
        reports = self._as(self.manager, self.env["customer.market.report"])
        self.assertEqual(reports.search(domain).user_id, self.salesperson)
        self.assertEqual(
            self._as(self.director, reports).search(domain).user_id,
            self.salesperson | self.colleague,
        )

    def test_reminder(self):
        """REQ V-10: working days before the 5th, one a person; gone with the delivery."""
        self._on()
        self._run_cron(JOB, "2026-06-02")
        self.assertFalse(self._activities(ACTIVITY), "two working days before Friday the 5th")
        for day in ("2026-06-03", "2026-06-04"):
            self._run_cron(JOB, day)
            activity = self._activities(ACTIVITY, self.salesperson)
            self.assertEqual(len(activity), 1)
            self.assertEqual(activity.summary, "Market report to deliver")
            self.assertEqual(str(activity.date_deadline), "2026-06-05")
        action = activity.with_user(self.salesperson).action_open_list()
        self.assertEqual(action["res_model"], "customer.market.report")
        report = self._as(
            self.salesperson,
            self._reports().filtered(lambda report: report.user_id == self.salesperson),
        )
        report.write(dict.fromkeys(("summary", "forecast", "problems", "solutions"), "Text"))
        with self._day("2026-06-04"):
            report.action_submit()
        self.assertFalse(self._activities(ACTIVITY, self.salesperson))
        self.assertTrue(self._activities(ACTIVITY, self.colleague))
        with self._day("2026-06-09"):
            self._as(self.manager, self.env["customer.market.decide"]).create(
                {"action": "return", "report_ids": [(6, 0, report.ids)], "text": "Why?"}
            ).action_confirm()
        self._run_cron(JOB, "2026-06-09")
        self.assertEqual(len(self._activities(ACTIVITY, self.salesperson)), 1)

    def test_reminder_after_due(self):
        """REQ V-10: who put the reminder away and did not deliver is reminded once more."""
        self._on()
        self._run_cron(JOB, "2026-06-03")
        self._activities(ACTIVITY).unlink()
        self._run_cron(JOB, "2026-06-05")
        self.assertFalse(self._activities(ACTIVITY), "told once")
        self._run_cron(JOB, "2026-06-08")
        self.assertEqual(self._activities(ACTIVITY).user_id, self.salesperson | self.colleague)
        self._activities(ACTIVITY).unlink()
        self._run_cron(JOB, "2026-06-09")
        self.assertFalse(self._activities(ACTIVITY))

    def test_several(self):
        """REQ V-10: reports of two months are one reminder."""
        self._on()
        self._run_cron(JOB, "2026-06-03")
        self._run_cron(JOB, "2026-07-02")
        activity = self._activities(ACTIVITY, self.salesperson)
        self.assertEqual(activity.summary, "Market reports to deliver: 2")

    def test_switched_off(self):
        """L-02: the night after switching off, the reminders are gone."""
        self._on()
        self._run_cron(JOB, "2026-06-03")
        self.company.customer_market_report_active = False
        self._run_cron(JOB, "2026-06-04")
        self.assertFalse(self._activities(ACTIVITY))

    def test_long_holiday(self):
        """REQ V-10: before National Day the row is there in time for its reminder."""
        self._on()
        # due on 8 October; two working days before it is 29 September
        self._run_cron(JOB, "2026-09-28")
        self.assertFalse(self._reports("2026-09-01"))
        self._run_cron(JOB, "2026-09-29")
        self.assertEqual(str(self._reports("2026-09-01")[0].due), "2026-10-08")
        self.assertTrue(self._activities(ACTIVITY))

    def test_redate(self):
        """REQ V-10: a day off that is entered later moves what is still to be written."""
        with self._day("2026-06-01"):
            report = self._report()
            sent = self._report(self.colleague)
            sent.action_submit()
        (report | sent).sudo().due = "2026-06-04"
        self.env["customer.market.report"]._workday_redate(self.company, [2026])
        self.assertEqual((str(report.due), str(sent.due)), ("2026-06-05", "2026-06-04"))

    def test_settings(self):
        """REQ V-10: numbers out of their range are refused; nobody but the system runs the jobs."""
        for name in (
            "customer_market_report_remind_days",
            "customer_feedback_minimum",
            "customer_feedback_answer_days",
            "customer_feedback_remind_days",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError, msg=name),
                self.cr.savepoint(),
            ):
                self.company[name] = -1
                self.env.flush_all()
        for name in ("_cron_market_report", "_generate", "_remind_again"):
            with self.assertRaisesRegex(AccessError, "Private methods"):
                get_public_method(self.env["customer.market.report"], name)

    def test_costs(self):
        """F-20: the job's statements are those of a chunk, not of a person."""
        self._on()
        spent = []
        self._run_cron(JOB, "2026-06-03")
        for first, count in ((0, 2), (10, 30), (50, 4)):
            self._hire(first, count)
            spent.append(self._job_spent(JOB, "2026-06-03"))
        self.assertEqual(len(self._reports()), 38)
        self.assertEqual(len(self._activities(ACTIVITY)), 38)
        # the last time, 34 people had their reminder already
        self.assertEqual(spent, [spent[0]] * 3)

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestProgressReport(DevelopmentCase):
    """新客户开发进度报表 (002 4.4.6; 004 3.2.1 定期汇报)."""

    def setUp(self):
        super().setUp()
        self.partner.user_id = self.li
        self.development = self._working()

    def _report(self, user=None, **values):
        reports = self.env["customer.development.report"].with_user(user or self.li)
        return reports.create({"development_id": self.development.id, **values})

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_development.ir_cron_progress_report").method_direct_trigger()
        self.env.invalidate_all()

    def _late_reminder(self, user):
        kind = self.env.ref("customer_development.mail_activity_progress_report")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", user.id)]
        )

    def test_drafted_with_what_happened(self):
        """REQ D-09: records, other contacts, quotations since the last report; nothing else."""
        self._record(self.development, "stay", summary="Asked for a trial", method="phone")
        self.env["customer.interaction"].with_user(self.li).create(
            {
                "partner_id": self.partner.id,
                "way": "wechat",
                "summary": "Sent drawings",
                "date": fields.Datetime.now(),
            }
        )
        self.env["customer.interaction"].create(
            {
                "partner_id": self._make_customer("Other Mining Machinery").id,
                "way": "phone",
                "summary": "Somebody else",
                "date": fields.Datetime.now(),
            }
        )
        order = self._quotation(self.development)
        report = self._report()
        self.assertEqual(report.partner_id, self.partner)
        self.assertEqual((report.record_count, report.interaction_count), (1, 1))
        self.assertEqual((report.quotation_count, report.quotation_amount), (1, order.amount_total))
        self.assertEqual(report.stage_id, self.stages[0])
        for text in ("Asked for a trial", "Sent drawings", order.name):
            self.assertIn(text, report.facts)
        self.assertNotIn("Somebody else", report.facts)
        self.assertEqual(report.facts.count("Asked for a trial"), 1, "no contact told twice")

    def test_the_next_one_begins_where_the_last_ended(self):
        """REQ D-09: no day is reported on twice, none is left out."""
        today = self.env.company._workday_today()
        self.development.sudo().started_on = today - timedelta(days=20)
        first = self._report(date_to=today - timedelta(days=8))
        self.assertEqual(first.date_from, today - timedelta(days=20))
        first.write({"progress": "First talks"})
        first.action_submit()
        second = self._report()
        self.assertEqual((second.date_from, second.date_to), (today - timedelta(days=7), today))

    def test_days_are_those_of_the_company(self):
        """REQ D-09: half past seven in the morning in China is that day, not the one before."""
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-11 04:00:00"):
            self.development.sudo().started_on = date(2026, 3, 2)
            for moment, summary in (
                ("2026-03-08 23:30:00", "Monday morning"),
                ("2026-03-08 15:30:00", "Sunday night"),
            ):
                self.env["customer.interaction"].create(
                    {
                        "partner_id": self.partner.id,
                        "way": "phone",
                        "summary": summary,
                        "date": moment,
                    }
                )
            report = self._report(date_from="2026-03-09", date_to="2026-03-11")
            self.assertIn("Monday morning", report.facts)
            self.assertNotIn("Sunday night", report.facts)

    def test_handed_in_guided_acknowledged(self):
        """REQ D-09: the manager's guidance is written back, the author acknowledges it."""
        report = self._report()
        self._refused(report.action_submit, "write something under Progress, Results, or Problems")
        report.problems = "The customer wants 60 days"
        report.action_submit()
        self.assertEqual(report.state, "submitted")
        self.assertIn(self.ma.partner_id, report.message_ids.partner_ids)
        self._refused(report.with_user(self.ma).action_guide, "write the guidance first")
        report.with_user(self.ma).guidance = "Offer 45 days against a guarantee"
        report.with_user(self.ma).action_guide()
        self.assertEqual((report.state, report.guided_by_id), ("guided", self.ma))
        self.assertIn(self.li.partner_id, report.message_ids.partner_ids)
        report.action_acknowledge()
        self.assertEqual(report.state, "done")
        self._refused(
            lambda: report.with_user(self.ma).write({"guidance": "Other"}), "cannot be changed"
        )
        self.assertEqual(report.guidance, "Offer 45 days against a guarantee")

    def test_everybody_writes_the_own_part(self):
        """REQ D-09: guidance is no author's, the report no manager's; states by buttons only."""
        report = self._report(progress="First talks")
        self._refused(lambda: report.write({"guidance": "Well done"}), "cannot be changed by you")
        self._refused(lambda: report.write({"state": "done"}), "filled in", AccessError)
        self._refused(lambda: report.write({"facts": "Much happened"}), "filled in", AccessError)
        self._refused(
            lambda: report.with_user(self.ma).write({"progress": "None"}),
            "cannot be changed by you",
        )
        self._refused(report.with_user(self.ma).action_submit, "dev_li .*to write")
        report.action_submit()
        self._refused(lambda: report.write({"progress": "More"}), "cannot be changed by you")
        self._refused(report.with_user(self.mo).action_guide, "customer is not open|open to you")
        self._refused(report.action_guide, "manager of the department")
        self._refused(report.with_user(self.ma).action_acknowledge, "only in: Guidance Given")
        self._refused(report.unlink, "is kept")
        self._refused(lambda: self._report(user_id=self.wang.id), "own name|may not")

    def test_own_report_of_a_manager(self):
        """REQ D-09: a manager's own report is guided by somebody above."""
        report = self._report(self.ma, progress="Helped with the price")
        report.action_submit()
        self._refused(report.action_guide, "manager of the department or the marketing director")
        report.with_user(self.director).guidance = "Go on"
        report.with_user(self.director).action_guide()
        self.assertEqual(report.guided_by_id, self.director)

    def test_nothing_to_report(self):
        """REQ D-09: refused before the work has started, and once it has ended."""
        other = self._register(partner=self._make_customer("Other Mining Machinery"))
        reports = self.env["customer.development.report"].with_user(self.li)
        refusal = "there is no progress to report"
        self._refused(lambda: reports.create({"development_id": other.id}), refusal)
        draft = self._report(progress="First talks")
        empty = self._report(self.ma)
        self.development._development_close("lost", "Too dear")
        self._refused(draft.action_submit, refusal)
        self.assertEqual(draft.state, "draft")
        self.assertFalse(empty.exists(), "a draft nobody wrote in goes with the work")
        self._refused(self._report, refusal)

    def test_period(self):
        """REQ D-09: no report of the future, none ends before it begins, none twice."""
        today = self.env.company._workday_today()
        self._refused(
            lambda: self._report(
                date_from=today + timedelta(days=1), date_to=today + timedelta(days=2)
            ),
            "has not begun",
            ValidationError,
        )
        self._refused(
            lambda: self._report(date_from=today, date_to=today - timedelta(days=1)),
            "must not be before",
            ValidationError,
        )

    def test_discussion(self):
        """REQ D-09: author, manager and team are called to a meeting; minutes are kept."""
        self.development.sudo().member_ids = [(0, 0, {"user_id": self.wang.id})]
        report = self._report(problems="Price", needs_discussion=True)
        report.action_submit()
        action = report.with_user(self.ma).action_discuss()
        meeting = (
            self.env["calendar.event"]
            .with_user(self.ma)
            .with_context(**action["context"])
            .create({"start": "2026-12-01 01:00:00", "stop": "2026-12-01 02:00:00"})
        )
        report.invalidate_recordset(["meeting_id"])
        self.assertEqual(report.meeting_id, meeting)
        people = self.li | self.ma | self.wang
        self.assertEqual(meeting.partner_ids, people.partner_id)
        report.write({"minutes": "We offer 45 days"})
        report.with_user(self.ma).write({"minutes": "We offer 45 days, with a guarantee"})
        self._refused(
            lambda: report.with_user(self.wang).write({"minutes": "No"}),
            "cannot be changed by you|may not change this",
        )

    def test_drafted_by_the_job_and_reminded(self):
        """REQ D-09, L-02: off at first; then drafted every week; late after working days."""
        company = self.env.company
        company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-10 04:00:00"):
            self.development.sudo().write({"started_on": "2026-03-02"})
            self._run_job()
            self.assertFalse(self.development.report_ids)
            company.write(
                {"development_report_active": True, "development_report_ordinary": "week"}
            )
            self._run_job()
            report = self.development.report_ids
            self.assertEqual(
                (report.date_from, report.date_to), (date(2026, 3, 2), date(2026, 3, 8))
            )
            self.assertEqual((report.user_id, report.due), (self.li, date(2026, 3, 10)))
            self._run_job()
            self.assertEqual(self.development.report_ids, report, "restarted, nothing twice")
            self.assertFalse(self._late_reminder(self.li), "not late on the day it is due")
        with freeze_time("2026-03-11 04:00:00"):
            self._run_job()
            self.assertIn("1", self._late_reminder(self.li).summary)
            self.assertTrue(report.is_late)
            self.assertFalse(self._late_reminder(self.ma))
            report.with_user(self.li).write({"progress": "Trial agreed"})
            report.with_user(self.li).action_submit()
            self.assertFalse(self._late_reminder(self.li))

    def test_no_report_of_a_weekend_alone(self):
        """REQ D-09: reported until Friday, nothing is owed for the days off; the next has them."""
        company = self.env.company
        company.resource_calendar_id.tz = "Asia/Shanghai"
        company.write({"development_report_active": True, "development_report_ordinary": "week"})
        with freeze_time("2026-03-06 04:00:00"):  # a Friday
            self.development.sudo().write({"started_on": "2026-03-02"})
            own = self._report(progress="First talks", date_from="2026-03-02", date_to="2026-03-06")
            own.action_submit()
        with freeze_time("2026-03-10 04:00:00"):
            self._run_job()
            self.assertEqual(self.development.report_ids, own)
        with freeze_time("2026-03-17 04:00:00"):
            self._run_job()
            drafted = self.development.report_ids - own
            self.assertEqual(
                (drafted.date_from, drafted.date_to), (date(2026, 3, 7), date(2026, 3, 15))
            )

    def test_the_job_writes_in_the_language_of_the_company(self):
        """REQ D-09, F-07: what a job drafts reads like what a colleague has written."""
        company = self.env.company
        company.write({"development_report_active": True, "development_report_ordinary": "week"})
        company.partner_id.lang = "zh_CN"
        with freeze_time("2026-03-10 04:00:00"):
            self.development.sudo().write({"started_on": "2026-03-02"})
            self._run_job()
        self.assertIn("新客户开发进度报表", self.development.report_ids.message_ids[-1].body)

    def test_monthly_for_ordinary_customers(self):
        """REQ D-09: an ordinary customer is reported on by the month, or not at all."""
        company = self.env.company
        company.write({"development_report_active": True})
        with freeze_time("2026-04-02 04:00:00"):
            self.development.sudo().write({"started_on": "2026-03-16"})
            company.development_report_ordinary = "none"
            self._run_job()
            self.assertFalse(self.development.report_ids)
            company.development_report_ordinary = "month"
            self._run_job()
            report = self.development.report_ids
            self.assertEqual(
                (report.date_from, report.date_to), (date(2026, 3, 16), date(2026, 3, 31))
            )

    def test_queries_do_not_grow(self):
        """P-01: many reports cost as many queries for what happened as one."""
        developments = self.development
        for number in range(4):
            developments |= self._working(partner=self._make_customer(f"Customer {number}"))
        for development in developments:
            self._record(development)
        reports = self.env["customer.development.report"].create(
            [{"development_id": one.id, "user_id": self.li.id} for one in developments]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        sources = list(reports._report_sources())
        for name in sources:
            getattr(reports.sudo(), name)()
        self.env.invalidate_all()
        reports.mapped("facts")
        with self.assertQueryCount(14):
            for name in sources:
                getattr(reports.sudo(), name)()

    def test_printed(self):
        """REQ D-09: the report on paper, with guidance."""
        report = self._report(progress="Trial agreed", problems="Price")
        report.action_submit()
        report.with_user(self.ma).guidance = "Offer 45 days"
        report.with_user(self.ma).action_guide()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.li)
            ._render_qweb_html("customer_development.report_progress", report.ids)[0]
            .decode()
        )
        for text in (report.name, self.partner.name, "Trial agreed", "Price", "Offer 45 days"):
            self.assertIn(text, html)

import io
from datetime import date

import openpyxl
from odoo.addons.customer_key_account.tests.key_common import KeyCommon
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..models.customer_month_figures_mixin import FIGURES

EXPORT_GROUP = "customer_base.group_customer_export"
JUNE = date(2026, 6, 1)
FIRST_WORKING_DAY = "2026-07-01"  # a Wednesday
READERS = ("manager", "director", "marketing", "general_manager", "admin")
WRITERS = ("manager", "marketing", "admin")


class MonthCommon(KeyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Summary = cls.env["customer.month.summary"]
        cls.company.customer_month_summary = True
        cls.grade_a, cls.grade_b = cls.env["customer.grade"].create(
            [
                {"name": "First", "code": "TA", "sequence": 1, "contact_days": 5},
                {"name": "Second", "code": "TB", "sequence": 2, "contact_days": 5},
            ]
        )
        cls.customers = cls.customer | cls.other_customer
        cls.customers.sudo().customer_managed_on = "2025-01-10"
        cls.env["workday.exception"].search(
            [("date", ">=", "2026-06-01"), ("date", "<=", "2026-07-31")]
        ).unlink()
        cls._sync()

    @classmethod
    def _sync(cls):
        """What the nightly job does: departments follow the people."""
        cls.env["customer.interaction.state"]._refresh(
            cls.Partner.search([("customer_category", "!=", False)]).ids
        )

    def _met(self, moment, customer=None, user=None):
        with self._day("2026-07-01"):
            return self.env["customer.interaction"].create(
                {
                    "partner_id": (customer or self.customer).id,
                    "user_id": (user or self.salesperson).id,
                    "company_id": self.company.id,
                    "date": moment,
                    "summary": "Talked about pumps",
                }
            )

    def _make(self, month=JUNE, day=FIRST_WORKING_DAY, departments=None):
        self._sync()
        with self._day(day):
            return self.Summary._make(self.company, month, departments)

    def _summary(self, department=None, month=JUNE):
        return self.Summary.search(
            [
                ("department_id", "=", (department or self.department).id),
                ("month", "=", month),
            ]
        )

    def _sent(self):
        self._make()
        summary = self._summary()
        summary.write({"summary": "Two visits"})
        summary.action_send()
        return summary


@tagged("post_install", "-at_install")
class TestMonthSummary(MonthCommon):
    """Monthly customer summary of each department (REQ G-10, S3 五.3(5))."""

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def test_invoiced(self):
        """REQ G-10: net of the month by invoice date, and of the same month last year."""
        person = self.Partner.create({"name": "李建国", "parent_id": self.customer.id})
        self._invoice("2026-05-31", 9000)
        self._invoice("2026-06-01", 1000)
        self._invoice("2026-06-30", 500, partner=person)
        self._invoice("2026-06-15", 300, refund=True)
        self._invoice("2026-07-01", 9000)
        self._invoice("2026-06-10", 9000, state="draft")
        self._invoice("2026-06-10", 9000, state="cancel")
        self._invoice("2026-06-10", 9000, company=self.second)
        self._invoice("2025-05-31", 9000)
        self._invoice("2025-06-01", 700)
        self._invoice("2025-06-30", 100)
        self._invoice("2025-07-01", 9000)
        self._make()
        summary = self._summary()
        self.assertEqual((summary.invoiced, summary.invoiced_year_ago), (1200, 800))
        self.assertEqual(summary.invoiced_change, 50)
        self.assertEqual(self._summary(self.other_department).invoiced, 0)

    def test_customers_by_category_and_grade(self):
        """REQ G-10: customers are counted by category and grade, the new ones of the month."""
        more = self.Partner.create(
            [
                {
                    "name": f"C{day}",
                    "is_company": True,
                    "customer_category": "interested",
                    "user_id": self.salesperson.id,
                }
                for day in range(4)
            ]
        )
        days = ("2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01")
        for partner, day in zip(more, days, strict=True):
            partner.sudo().customer_managed_on = day
        more[:2]._customer_set_grade(self.grade_a, "Buys much")
        self._make()
        summary = self._summary()
        self.assertEqual((summary.customer_count, summary.new_count), (5, 2))
        self.assertEqual(
            summary.line_ids.mapped(
                lambda line: (
                    line.customer_category,
                    line.customer_grade_id,
                    line.customer_count,
                    line.new_count,
                )
            ),
            [
                ("interested", self.grade_a, 2, 1),
                ("interested", self.env["customer.grade"], 2, 1),
                ("potential", self.env["customer.grade"], 1, 0),
            ],
        )
        for name in FIGURES:
            self.assertEqual(summary[name], sum(summary.line_ids.mapped(name)), name)
        self.assertEqual(self._summary(self.other_department).customer_count, 1)

    def test_first_and_lost(self):
        """REQ G-10: first purchases ever, and those a year without purchase, once each."""
        new, old, lost, back, long_gone = (
            self._customer(name, self.salesperson) for name in ("N", "O", "L", "B", "G")
        )
        self._invoice("2026-06-10", 10, partner=new)
        self._invoice("2026-06-11", 10, partner=new)
        self._invoice("2024-01-01", 10, partner=old)
        self._invoice("2026-06-10", 10, partner=old)
        self._invoice("2025-06-30", 10, partner=lost)
        self._invoice("2025-09-30", 10, partner=lost, refund=True)  # sends goods back
        self._invoice("2025-06-30", 10, partner=back)
        self._invoice("2026-01-10", 10, partner=back)
        self._invoice("2025-05-31", 10, partner=long_gone)
        self._make()
        summary = self._summary()
        self.assertEqual((summary.first_count, summary.lost_count), (1, 1))

    def test_contacts(self):
        """REQ G-10: contacts of the month in China's time; overdue ones as of the making."""
        self._met("2026-05-31 15:59:00")  # still May in China
        self._met("2026-05-31 16:00:00")  # 1 June, 00:00
        self._met("2026-06-30 15:59:00")
        self._met("2026-06-30 16:00:00")  # 1 July
        self._met("2026-06-10 02:00:00", customer=self.other_customer, user=self.colleague)
        self._make()
        summary = self._summary()
        self.assertEqual(summary.interaction_count, 2)
        # met again on 1 July: nothing due
        self.assertEqual(summary.overdue_count, 0)
        other = self._summary(self.other_department)
        self.assertEqual(other.interaction_count, 1)
        # 21 working days after 10 June is 9 July: not due in June
        self.assertEqual(other.overdue_count, 0)

    def test_overdue(self):
        """REQ G-10: who should have been contacted in the month and was not is counted."""
        self.customer._customer_set_grade(self.grade_a, "Weekly")
        self._met("2026-06-22 02:00:00")  # 5 working days on: 29 June
        self.other_customer._customer_set_grade(self.grade_a, "Weekly")
        self._met("2026-06-25 02:00:00", customer=self.other_customer, user=self.colleague)
        self._make()
        self.assertEqual(self._summary().overdue_count, 1)
        self.assertEqual(self._summary(self.other_department).overdue_count, 0)

    def test_grade_changes(self):
        """REQ G-10: grades raised and lowered in the month; a first grade is neither."""
        self.customer._customer_set_grade(self.grade_b, "First one")
        self.customer._customer_set_grade(self.grade_a, "Buys more")
        self.other_customer._customer_set_grade(self.grade_a, "First one")
        self.other_customer._customer_set_grade(self.grade_b, "Buys less")
        changes = self.env["customer.grade.change"].sudo()
        changes.search([("partner_id", "in", self.customers.ids)]).write({"date": "2026-06-12"})
        self._make()
        summary, other = self._summary(), self._summary(self.other_department)
        self.assertEqual((summary.grade_up_count, summary.grade_down_count), (1, 0))
        self.assertEqual((other.grade_up_count, other.grade_down_count), (0, 1))

    def test_frozen(self):
        """REQ G-10: what happens afterwards does not change a summary."""
        self._invoice("2026-06-10", 100)
        self._make()
        self._invoice("2026-06-11", 900)
        self.assertFalse(self._make(), "made once")
        self.assertEqual(self._summary().invoiced, 100)
        self.assertEqual(str(self._summary().made_on), FIRST_WORKING_DAY)

    def test_cost(self):
        """REQ G-10: the figures of all departments are one query, however many there are."""
        for number in range(5):
            user = self._make_user(f"month_{number}", "salesperson")
            self._make_department(f"D{number}", members=user)
            self._invoice("2026-06-10", 10, partner=self._customer(f"M{number}", user))
        self._sync()
        self.env.flush_all()
        with self._day(FIRST_WORKING_DAY):
            self.Summary._month_rows(self.company, JUNE)
            with self.assertQueryCount(1):
                rows = self.Summary._month_rows(self.company, JUNE)
        self.assertEqual(len({row["department_id"] for row in rows}), 7)

    # ------------------------------------------------------------------
    # Making
    # ------------------------------------------------------------------
    def _run_cron(self, day):
        with self._day(day), self.enter_registry_test_mode():
            self.env.ref("customer_grading.ir_cron_month_summary").method_direct_trigger()
        self.env.invalidate_all()

    def test_cron(self):
        """REQ G-10: on the first working day, once, for every department with customers."""
        self._sync()
        empty = self._make_department("Empty")
        august = date(2026, 8, 1)
        self._run_cron("2026-08-31")
        self.assertFalse(self.Summary.search([("month", "=", august)]))
        july = self.Summary.search([("month", "=", date(2026, 7, 1))])
        self.assertEqual(july.department_id, self.department | self.other_department)
        # 1 September 2026 is a Tuesday
        self._run_cron("2026-09-01")
        made = self.Summary.search([("month", "=", august)])
        self.assertEqual(made.department_id, self.department | self.other_department)
        self.assertNotIn(empty, made.department_id)
        self._run_cron("2026-09-02")
        self.assertEqual(self.Summary.search_count([("month", "=", august)]), 2)
        # 1 November 2026 is a Sunday
        october = date(2026, 10, 1)
        self._run_cron("2026-11-01")
        self.assertFalse(self.Summary.search([("month", "=", october)]))
        self._run_cron("2026-11-02")
        self.assertEqual(len(self.Summary.search([("month", "=", october)])), 2)

    def test_cron_off(self):
        """U-12: off until switched on; a company that did not gets none."""
        self.assertFalse(self.second.customer_month_summary)
        self.company.customer_month_summary = False
        self._sync()
        self._run_cron("2026-07-01")
        self.assertFalse(self.Summary.search([("company_id", "=", self.company.id)]))

    def test_reminder(self):
        """REQ G-10: the manager gets one activity, due on the fifth working day."""
        self._make()
        summary = self._summary()
        self.assertEqual(summary.manager_id, self.manager)
        # 1, 2, 3, 6, 7 July
        self.assertEqual(str(summary.due), "2026-07-07")
        self.assertEqual(summary.activity_ids.user_id, self.manager)
        self.assertEqual(str(summary.activity_ids.date_deadline), "2026-07-07")
        with self._day("2026-07-07"):
            self.assertNotIn(summary, self.Summary.search([("is_overdue", "=", True)]))
        self.env.invalidate_all()
        with self._day("2026-07-08"):
            self.assertIn(summary, self.Summary.search([("is_overdue", "=", True)]))
            self.assertTrue(summary.is_overdue)

    def _by_hand(self, user, month="2026-06-17", departments=None):
        self._sync()
        with self._day("2026-07-10"):
            wizard = self._as(user, self.env["customer.month.summary.make"]).create(
                {"month": month}
                | ({} if departments is None else {"department_ids": [(6, 0, departments.ids)]})
            )
            return wizard.action_make()

    def test_by_hand(self):
        """REQ G-10: a manager makes those of the own department, marketing those of all."""
        self._by_hand(self.manager)
        self.assertTrue(self._summary())
        self.assertFalse(self._summary(self.other_department))
        with self.assertRaisesRegex(AccessError, "in your charge"):
            self._by_hand(self.manager, departments=self.other_department)
        with self.assertRaisesRegex(AccessError, "in your charge"):
            self._by_hand(self.manager, departments=self.env["hr.department"])
        self.assertFalse(self._summary(self.other_department))
        self._by_hand(self.marketing)
        self.assertTrue(self._summary(self.other_department))
        empty = self._make_department("Empty")
        self._by_hand(self.marketing, departments=empty)
        self.assertEqual(self._summary(empty).customer_count, 0)

    def test_by_hand_roles(self):
        """REQ G-10: nobody else makes summaries."""
        for role, user in self.users_by_role.items():
            if role not in WRITERS:
                with (
                    self.subTest(role=role),
                    self.assertRaisesRegex(AccessError, "not allowed to create"),
                ):
                    self._by_hand(user, departments=self.department)
        self.assertFalse(self._summary())

    def test_month_not_over(self):
        """REQ G-10: a month that still runs has no summary."""
        with self.assertRaisesRegex(UserError, "2026-07 is not over"):
            self._by_hand(self.marketing, month="2026-07-01")

    # ------------------------------------------------------------------
    # Text, sending, rights
    # ------------------------------------------------------------------
    def test_who_reads(self):
        """REQ G-10: managers their departments', the leading roles all, nobody else any."""
        self._make()
        both = self._summary() | self._summary(self.other_department)
        for role, user in self.users_by_role.items():
            records = self._as(user, self.Summary)
            lines = self._as(user, self.env["customer.month.summary.line"])
            with self.subTest(role=role):
                if role not in READERS:
                    with self.assertRaisesRegex(AccessError, "not allowed to access"):
                        records.search([])
                    with self.assertRaisesRegex(AccessError, "not allowed to access"):
                        lines.search([])
                    continue
                seen = self._summary() if role == "manager" else both
                self.assertEqual(records.search([("company_id", "=", self.company.id)]), seen)
                self.assertEqual(
                    lines.search([("company_id", "=", self.company.id)]).summary_id, seen
                )

    def test_who_writes_and_sends(self):
        """REQ G-10: the department's manager, marketing and administrators; others are refused."""
        for number, (role, user) in enumerate(self.users_by_role.items(), start=1):
            month = date(2025, number, 1)
            self._make(month)
            summary = self._summary(month=month)
            mine = self._as(user, summary)
            with self.subTest(role=role):
                if role in WRITERS:
                    mine.write({"summary": "Done", "problems": "None", "next_month": "More"})
                    mine.action_send()
                    self.assertEqual((summary.state, summary.sent_by_id), ("sent", user))
                    self.assertFalse(summary.activity_ids)
                    summary.sudo().action_send_back()
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to (access|modify)"):
                        mine.write({"summary": "x"})
                    with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                        mine.action_send()
                    self.assertEqual(summary.state, "draft")

    def test_manager_of_another_department(self):
        """REQ G-10: a manager does not send for another department."""
        self._make()
        summary = self._summary()
        summary.write({"summary": "Done"})
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._as(self.other_manager, summary).action_send()
        self.assertEqual(summary.state, "draft")

    def test_text_is_needed(self):
        """REQ G-10: an empty summary is not sent."""
        self._make()
        summary = self._as(self.manager, self._summary())
        for text in (False, "  ", "\u200b"):
            summary.write({"summary": text})
            with self.assertRaisesRegex(UserError, "write what was done"):
                summary.action_send()
        self.assertEqual(summary.state, "draft")

    def test_sent_is_locked(self):
        """REQ G-10: a sent summary is locked for all; marketing sends it back."""
        summary = self._sent()
        for user in (self.manager, self.marketing, self.users_by_role["admin"]):
            with self.assertRaisesRegex(UserError, "sent and locked"):
                self._as(user, summary).write({"summary": "Better"})
            with self.assertRaisesRegex(UserError, "sent before"):
                self._as(user, summary).action_send()
        with self.assertRaisesRegex(AccessError, "market department"):
            self._as(self.manager, summary).action_send_back()
        self.assertEqual((summary.state, summary.summary), ("sent", "Two visits"))
        self._as(self.marketing, summary).action_send_back()
        self.assertEqual(summary.state, "draft")
        self.assertEqual(summary.activity_ids.user_id, self.manager)
        self._as(self.manager, summary).write({"summary": "Better"})
        with self.assertRaisesRegex(UserError, "not sent yet"):
            self._as(self.marketing, summary).action_send_back()

    def test_marketing_is_told(self):
        """REQ G-10: the market department hears of a summary that was sent."""
        summary = self._sent()
        self.assertIn(self.marketing.partner_id, summary.message_ids.notified_partner_ids)

    def test_figures_are_not_written(self):
        """REQ G-10: no figure, state or line is written, made or deleted by anybody."""
        self._make()
        summary = self._summary()
        for user in (self.manager, self.marketing, self.users_by_role["admin"]):
            mine = self._as(user, summary)
            for vals in (
                {"invoiced": 1},
                {"state": "sent"},
                {"month": "2026-05-01"},
                {"line_ids": [(5, 0, 0)]},
                {"summary": "x", "customer_count": 9},
            ):
                with (
                    self.subTest(vals=vals),
                    self.assertRaisesRegex(AccessError, "figures of a monthly summary"),
                ):
                    mine.write(vals)
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                mine.line_ids.write({"invoiced": 1})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                mine.line_ids.unlink()
            with self.assertRaisesRegex(AccessError, "not allowed to delete 'Monthly Summary'"):
                mine.unlink()
            with self.assertRaisesRegex(AccessError, "Monthly summaries are made by"):
                mine.create({"department_id": self.department.id, "month": "2026-05-01"})
        self.assertFalse(summary.summary)
        with self.assertRaisesRegex(AccessError, "kept for good"):
            summary.sudo().unlink()

    # ------------------------------------------------------------------
    # On paper and as a workbook
    # ------------------------------------------------------------------
    def test_print(self):
        """REQ G-10: the sheet shows the figures and the text."""
        self._invoice("2026-06-10", 1234)
        summary = self._sent()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_grading.report_month_summary", summary.ids
        )
        for text in ("Sales", "2026-06", "1,234.00", "Two visits"):
            self.assertIn(text, html.decode())

    def test_workbook(self):
        """REQ G-10, B-09: figures as numbers; who may not export is refused; it is on record."""
        self._invoice("2026-06-10", 1234)
        self._make()
        summary = self._summary()
        summary.write({"summary": "=1+1"})
        mine = self._as(self.manager, summary)
        for call in (mine.action_excel, lambda: mine._xlsx(summary.ids)):
            with self.assertRaisesRegex(AccessError, "may not export"):
                call()
        self.manager.group_ids += self.env.ref(EXPORT_GROUP)
        self.assertIn(f"ids={summary.id}", mine.action_excel()["url"])
        book = openpyxl.load_workbook(io.BytesIO(mine._xlsx(summary.ids)))
        first, second = (list(sheet.iter_rows(values_only=True)) for sheet in book)
        self.assertEqual(first[1][:4], ("Sales", "2026-06", "To Send", 1))
        self.assertIn(1234, first[1])
        self.assertIn("=1+1", first[1])
        self.assertEqual(second[1][:5], ("Sales", "2026-06", "Closed-Deal Customer", "", 1))
        log = self.env["customer.export.log"].sudo().search([("user_id", "=", self.manager.id)])
        self.assertEqual(
            log.mapped(lambda entry: (entry.model, entry.route, entry.record_count)),
            [("customer.month.summary", "xlsx", 1)],
        )
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            mine._xlsx(self._summary(self.other_department).ids)
        with self.assertRaisesRegex(UserError, "Select"):
            mine._xlsx([])


@tagged("post_install", "-at_install")
class TestMonthSummaryDownload(MonthCommon, HttpCase):
    """The workbook's address (REQ G-10, B-09)."""

    def test_download(self):
        """REQ G-10, B-09: the permitted get the workbook, others nothing."""
        self._make()
        url = f"/customer_grading/month_summary.xlsx?ids={self._summary().id}"
        self.manager.password = "customer_manager"
        self.authenticate("customer_manager", "customer_manager")
        self.assertNotEqual(self.url_open(url).status_code, 200)
        self.manager.group_ids += self.env.ref(EXPORT_GROUP)
        self.env.flush_all()
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(len(book.sheetnames), 2)
        self.authenticate(None, None)
        self.assertNotIn("spreadsheet", self.url_open(url).headers.get("Content-Type", ""))

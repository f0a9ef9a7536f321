from datetime import date

from odoo.addons.key_account_visits.models.market import customer_market_report_draft
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .market_common import MarketCommon

SYSTEM = (
    {"state": "accepted"},
    {"due": "2030-01-01"},
    {"submitted_on": "2026-06-01"},
    {"comment": "Well done"},
    {"owed": True},
    {"is_late": True},
)


@tagged("post_install", "-at_install")
class TestMarketReport(MarketCommon):
    """Market reports: written, drafted, delivered, read."""

    def _decide(self, user, report, action, text="Because"):
        return (
            self._as(user, self.env["customer.market.decide"])
            .create({"action": action, "report_ids": [(6, 0, report.ids)], "text": text})
            .action_confirm()
        )

    def _delivered(self, user=None, day="2026-06-03", **values):
        with self._day(day):
            report = self._report(user, **values)
            report.action_submit()
        return report

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------
    def test_month_and_due(self):
        """REQ V-10: any day names the month; due on the 5th or the working day after."""
        with self._day("2026-11-15"):
            for given, month, due in (
                ("2026-05-17", "2026-05-01", "2026-06-05"),
                ("2026-06-30", "2026-06-01", "2026-07-06"),  # the 5th is a Sunday
                ("2026-09-01", "2026-09-01", "2026-10-08"),  # National Day
            ):
                report = self._report(month=given)
                self.assertEqual((str(report.month), str(report.due)), (month, due))

    def test_default_month(self):
        """REQ V-10: in the first half of a month the report is about the month before."""
        for day, month in (("2026-06-02", "2026-05-01"), ("2026-06-25", "2026-06-01")):
            with self._day(day):
                report = self._as(self.salesperson, self.env["customer.market.report"]).create({})
                self.assertEqual(str(report.month), month)

    def test_second_report(self):
        """REQ V-10: one a person and month, refused with the month named."""
        with self._day("2026-06-02"):
            self._report()
            for values in ({}, {"month": "2026-05-31"}):
                with self.assertRaisesRegex(ValidationError, "2026-05 already"):
                    self._report(**values)
            reports = self._as(self.salesperson, self.env["customer.market.report"])
            with self.assertRaisesRegex(ValidationError, "2026-04 already"):
                reports.create([{"month": "2026-04-01"}, {"month": "2026-04-02"}])
            other = self._report(month="2026-03-01")
            with (
                self._unchanged(other, "month"),
                self.assertRaisesRegex(ValidationError, "2026-05 already"),
            ):
                other.month = "2026-05-09"
            self.assertTrue(self._report(self.colleague), "everybody has their own")

    def test_future(self):
        """REQ V-10: no report about a month that has not begun."""
        with self._day("2026-06-30"):
            with self.assertRaisesRegex(ValidationError, "has not begun yet"):
                self._report(month="2026-07-01")
            report = self._report(month="2026-06-01")
            with (
                self._unchanged(report, "month"),
                self.assertRaisesRegex(
                    ValidationError, "There is a market report of 2026-07 already"
                ),
            ):
                report.month = "2026-07-15"

    def test_own_name(self):
        """REQ V-10: nobody writes for somebody else, whatever is sent."""
        for user in (self.salesperson, self.manager, self.roles["admin"]):
            with self.assertRaisesRegex(AccessError, "Written by: filled in by the system"):
                self._report(user, user_id=self.colleague.id)
        report = self._report()
        with (
            self._unchanged(report, "user_id"),
            self.assertRaisesRegex(AccessError, "Written by: filled in by the system"),
        ):
            report.user_id = self.colleague
        reports = self._as(self.salesperson, self.env["customer.market.report"])
        made = reports.with_context(default_user_id=self.colleague.id).create(
            {"month": "2026-03-01"}
        )
        self.assertEqual(made.user_id, self.salesperson)

    def test_system_fields(self):
        """REQ V-10: state, due day and comment are the system's."""
        report = self._report()
        for values in SYSTEM:
            with (
                self._unchanged(report, *values),
                self.assertRaisesRegex(AccessError, "filled in by the system"),
            ):
                report.write(values)
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                self._report(month="2026-03-01", **values)

    def test_long_text(self):
        """REQ V-10: 100,000 characters are kept whole."""
        report = self._delivered(summary="长" * 100_000)
        self.assertEqual(len(report.summary), 100_000)

    def test_form(self):
        """REQ V-10: the form opens for a new report and keeps what is written."""
        with self._day("2026-06-02"):
            reports = self._as(self.salesperson, self.env["customer.market.report"])
            with Form(reports) as form:
                form.summary = "Sold pumps"
            self.assertEqual((form.record.summary, form.record.state), ("Sold pumps", "draft"))

    # ------------------------------------------------------------------
    # Delivering and reading
    # ------------------------------------------------------------------
    def test_sections(self):
        """REQ V-10: every section is written, be it that there is nothing."""
        for name in ("summary", "forecast", "problems", "solutions"):
            report = self._report(**{name: " "})
            with self._unchanged(report, "state"), self.assertRaisesRegex(UserError, "write some"):
                report.action_submit()
            report.unlink()

    def test_locked(self):
        """REQ V-10: a delivered report is changed and deleted by nobody."""
        report = self._delivered()
        with self._unchanged(report, "summary", "month"):
            for user in (self.salesperson, self.roles["admin"]):
                with self.assertRaisesRegex(UserError, "submitted and locked"):
                    self._as(user, report).summary = "Forged"
                with self.assertRaisesRegex(UserError, "stays on record"):
                    self._as(user, report).unlink()
            for user in (self.manager, self.director, self.marketing, self.colleague):
                with self.assertRaisesRegex(
                    AccessError,
                    "may not change this: Market Report|This customer is not open to you",
                ):
                    self._as(user, report).summary = "Forged"
        self._decide(self.manager, report, "accept")
        with self.assertRaisesRegex(UserError, "submitted and locked"):
            report.summary = "Forged"

    def test_only_the_writer_delivers(self):
        """REQ V-10: not even a superior delivers for somebody else."""
        report = self._report()
        for user in (self.manager, self.director, self.roles["admin"]):
            with self._unchanged(report, "state"), self.assertRaisesRegex(UserError, "to write"):
                self._as(user, report).action_submit()
            with self.assertRaisesRegex(UserError, "to write"):
                self._as(user, report).action_draft()
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            self._as(self.colleague, report).action_submit()

    def test_late(self):
        """REQ V-10: late ones are marked and found; the first delivery counts."""
        late = self._delivered(day="2026-06-08")
        self.assertTrue(late.is_late)
        report = self._delivered(self.colleague, day="2026-06-05")
        self.assertFalse(report.is_late)
        self._decide(self.other_manager, report, "return")
        with self._day("2026-06-20"):
            report.action_submit()
        self.assertFalse(report.is_late)
        self.assertEqual(str(report.submitted_on), "2026-06-05")
        open_report = self._report(self.roles["manager"])
        overdue = [("is_overdue", "=", True), ("company_id", "=", self.company.id)]
        with self._day("2026-06-05"):
            self.assertFalse(open_report.search(overdue))
        with self._day("2026-06-06"):
            self.env.invalidate_all()
            self.assertEqual(open_report.search(overdue), open_report)
            self.assertTrue(open_report.is_overdue)

    def test_accept(self):
        """REQ V-10: the manager reads, comments and accepts."""
        report = self._delivered()
        self.assertTrue(self._as(self.manager, report).can_accept)
        action = self._as(self.manager, report).action_accept()
        self.assertEqual(action["context"]["default_report_ids"], report.ids)
        with self._day("2026-06-04"):
            self._decide(self.manager, report, "accept", "Well done")
        self.assertEqual(
            (report.state, report.comment, report.decided_by_id, str(report.decided_on)),
            ("accepted", "Well done", self.manager, "2026-06-04"),
        )
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            self._decide(self.director, report, "accept")

    def test_return(self):
        """REQ V-10: returned with a reason; written again and delivered again."""
        report = self._delivered()
        with self._unchanged(report, "state"), self.assertRaisesRegex(UserError, "Say what"):
            self._decide(self.manager, report, "return", " ")
        self._decide(self.manager, report, "return", "Which figures?")
        self.assertEqual((report.state, report.comment), ("returned", "Which figures?"))
        report.summary = "Sold 20 pumps"
        report.action_submit()
        self._decide(self.director, report, "accept", "")
        self._decide(self.director, report, "return", "Reopened: wrong month")
        self.assertEqual(report.state, "returned")

    def test_who_reads_and_decides(self):
        """REQ V-10: managers of the department, director, marketing, administrator; not others."""
        report = self._delivered()
        for user in (self.colleague, self.other_manager, self.roles["clerk"], self.outsider):
            self.assertFalse(self._sees(user, report), user.name)
            with (
                self._unchanged(report, "state"),
                self.assertRaisesRegex(AccessError, "This customer is not open to you"),
            ):
                self._decide(user, report, "accept")
        general = self.roles["general_manager"]
        self.assertTrue(self._sees(general, report))
        with self._unchanged(report, "state"), self.assertRaisesRegex(UserError, "to read"):
            self._decide(general, report, "accept")
        for user in (self.manager, self.director, self.marketing, self.roles["admin"]):
            self.assertTrue(self._sees(user, report))
            self._decide(user, report, "accept")
            self._decide(user, report, "return")
            report.action_submit()

    def test_decisions_of_the_other_kind(self):
        """REQ V-10, V-11: reports are not answered, forms are not accepted, nothing is nothing."""
        report = self._delivered()
        with self._unchanged(report, "state"), self.assertRaisesRegex(UserError, "are answered or"):
            self._decide(self.manager, report, "answer")
        form = self._form()
        wizard = self._as(self.manager, self.env["customer.market.decide"]).create(
            {"action": "accept", "feedback_ids": [(6, 0, form.ids)], "text": "x"}
        )
        with self._unchanged(form, "state"), self.assertRaisesRegex(UserError, "are answered or"):
            wizard.action_confirm()
        for model in (report, form, self.env["customer.market.info"]):
            nobody = self._as(self.salesperson, model.browse())
            self.assertFalse(nobody.create([]))
            if hasattr(nobody, "action_submit"):
                self.assertTrue(nobody.action_submit())

    def test_nobody_accepts_their_own(self):
        """REQ V-10: neither manager, director nor administrator accept or return their own."""
        for role in ("manager", "director", "admin"):
            user = self.roles[role]
            report = self._delivered(user)
            self.assertFalse(report.can_accept)
            for action in ("accept", "return"):
                with (
                    self._unchanged(report, "state"),
                    self.assertRaisesRegex(UserError, "your own"),
                ):
                    self._decide(user, report, action)

    def test_general_manager_writes_none(self):
        """REQ V-10: the general manager reads."""
        for role in ("general_manager", "clerk", "finance"):
            with self.assertRaisesRegex(
                AccessError, "not allowed to create 'Market Report'", msg=role
            ):
                self._report(self.roles[role])

    def test_news_go_to_the_library(self):
        """REQ V-16: what a report says of the market stands in the library, once."""
        report = self._delivered(news="Rival opens a plant")
        infos = self.env["customer.market.info"].search([("res_model", "=", report._name)])
        self.assertEqual(
            (infos.kind, infos.source, infos.text), ("industry", "report", report.news)
        )
        self._decide(self.manager, report, "return")
        report.news = "Rival closes a plant"
        report.action_submit()
        self.assertEqual(infos.text, "Rival closes a plant")
        self.assertEqual(infos.search_count([("res_model", "=", report._name)]), 1)

    def test_confidential_stays_confidential(self):
        """REQ V-16: a draft does not carry what is confidential, or known, into the library."""
        self._info(text="Secret discount", date="2026-05-20", confidential=True)
        report = self._report(summary="")
        report.action_draft()
        self.assertIn("Secret discount", report.summary, "read by those who may read it anyway")
        self.assertFalse(report.news)
        report.write({"news": "Rival is for sale", "news_confidential": True})
        report.action_submit()
        infos = self.env["customer.market.info"].search([("res_model", "=", report._name)])
        self.assertEqual((infos.text, infos.confidential), ("Rival is for sale", True))
        self.assertFalse(self._sees(self.roles["clerk"], infos))
        for user in (self.roles["clerk"], self.colleague, self.roles["service"]):
            self.assertFalse(self._sees(user, report), user.name)

    def test_tells_the_manager(self):
        """REQ V-10: the manager is told of the delivery, the writer of what becomes of it."""
        report = self._delivered()
        self.assertIn(self.manager.partner_id, report.message_ids.notified_partner_ids)
        self._decide(self.manager, report, "return", "Which figures?")
        self.assertIn(self.salesperson.partner_id, report.message_ids.notified_partner_ids)
        self.assertIn("Which figures?", report.message_ids[0].body)

    # ------------------------------------------------------------------
    # The draft
    # ------------------------------------------------------------------
    def _records(self, count=1):
        with self._day("2026-05-20"):
            for number in range(count):
                form = self._form(
                    text=f"The seal leaks {number}\nsecond line",
                    suggestion=f"Use another seal {number}",
                    date="2026-05-20",
                )
                form.action_submit()
                self._info(kind="industry", text=f"Steel gets dearer {number}", date="2026-05-20")
                self._as(self.salesperson, self.env["customer.interaction"]).create(
                    {
                        "partner_id": self.customer.id,
                        "summary": f"Angry call {number}",
                        "way": "phone",
                        "date": "2026-05-19 02:00:00",
                        "satisfaction": "1",
                        "next_step": f"Send a mechanic {number}",
                        "next_date": "2026-06-09",
                    }
                )

    def test_draft(self):
        """REQ V-10: drafted from forms, information, contacts and sales of the month."""
        self._records()
        self._invoice(date(2026, 5, 8), 1200)
        self._invoice(date(2026, 4, 8), 500)
        self._invoice(date(2026, 5, 8), 9999, partner=self.other_customer)
        self._form(self.colleague, partner_id=self.other_customer.id, text="Not mine")
        with self._day("2026-06-02"):
            report = self._report(summary="", forecast="", problems="Own words", solutions="")
            report.action_draft()
        self.assertRegex(report.summary, r"1,?200\.00.*500\.00")
        self.assertNotIn("9,999", report.summary)
        self.assertIn("Contacts: 1 with 1 customers. Phone 1", report.summary)
        self.assertIn("Feedback forms: 1.", report.summary)
        self.assertIn("Quality: The seal leaks 0", report.summary)
        self.assertNotIn("second line", report.summary)
        self.assertIn("2026-06-09: Send a mechanic 0", report.forecast)
        self.assertEqual(report.problems, "Own words", "what is written stays")
        self.assertIn("Use another seal 0", report.solutions)
        self.assertIn("Market information: 1.", report.summary)
        self.assertIn("Industry News: Steel gets dearer 0", report.summary)
        for name in ("summary", "forecast", "solutions"):
            self.assertNotIn("Not mine", report[name])
        report.action_submit()

    def test_draft_problems(self):
        """REQ V-10: problems are what was complained about and who was dissatisfied."""
        self._records()
        report = self._report(problems="")
        report.action_draft()
        self.assertIn("The seal leaks 0", report.problems)
        self.assertIn("Very Dissatisfied: Angry call 0", report.problems)

    def test_draft_is_short(self):
        """REQ V-10: a busy month is counted, not listed to its end."""
        self._records(25)
        report = self._report(summary="")
        report.action_draft()
        self.assertIn("… and 5 more", report.summary)

    def test_draft_of_a_written_report(self):
        """REQ V-10: nothing is written over; what is full says so; nothing after delivery."""
        report = self._report()
        with self.assertRaisesRegex(UserError, "every section is written"):
            report.action_draft()
        report = self._delivered(month="2026-04-01")
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            report.action_draft()

    def test_draft_of_hidden_customers(self):
        """REQ B-09: a customer that is another's by now brings nothing new into the draft."""
        with self._day("2026-05-20"):
            self._form(self.colleague, partner_id=self.other_customer.id, date="2026-05-20")
        report = self._report(problems="", summary="")
        report.action_draft()
        self.assertNotIn("苏州长风", report.problems or "" + report.summary)

    def test_draft_in_the_writers_language(self):
        """REQ B-01: the draft speaks the language of the writer."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.salesperson.lang = "zh_CN"
        self._records()
        report = self._report(problems="").with_context(lang="en_US")
        report.action_draft()
        labels = self.env["customer.interaction"].with_context(lang="zh_CN")
        labels = dict(labels._fields["satisfaction"]._description_selection(labels.env))
        self.assertIn(f"{labels['1']}: Angry call 0", report.problems)

    def test_draft_costs(self):
        """F-20: a draft needs the same statements for a busy month."""
        spent = []
        self.assertEqual(customer_market_report_draft.MOST_LINES, 20)
        for count, month in ((2, "2026-05-01"), (18, "2026-05-01")):
            self._records(count)
            report = self._report(month=month, summary="", problems="", forecast="", solutions="")
            if not spent:
                report._draft()
                report.write(dict.fromkeys(("summary", "problems", "forecast", "solutions")))
            spent.append(self._spent(report._draft))
            report.unlink()
        self.assertLessEqual(spent[1], spent[0] + 1)

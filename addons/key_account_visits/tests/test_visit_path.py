from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import NotNullViolation

from .visit_common import NOW, VisitCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitPath(VisitCommon):
    """S4 3.3.1 as drawn: plan, manager, director, finance, visit, report, review, follow-up."""

    def test_story_without_money(self):
        """REQ V-01, V-04, V-05: from the plan to the follow-up, each by its role."""
        visit = self._visit()
        visit.action_submit()
        self.assertEqual(visit.state, "submitted")
        visit.with_user(self.manager).action_approve()
        self.assertEqual(visit.state, "submitted")
        visit.with_user(self.director).action_approve()
        # no money is asked for: finance is not
        self.assertEqual(visit.state, "approved")
        with self._later("2026-03-12 04:00:00"):
            self.assertTrue(visit.can_report)
            self._write_report(visit)
            visit.action_report()
            self.assertEqual(visit.state, "reported")
            self.assertEqual(str(visit.reported_on), "2026-03-12")
            visit.with_user(self.manager).action_review_accept(85, "好")
        self.assertEqual(visit.state, "closed")
        self.assertEqual(visit.review_score, 85)
        # five working days after Thursday 12 March: Thursday 19 March
        self.assertEqual(str(visit.follow_up_due), "2026-03-19")
        with self._later("2026-03-16 04:00:00"):
            visit.follow_up_note = "客户满意"
            visit.action_follow_up()
        self.assertEqual(visit.follow_up_state, "done")
        self.assertEqual(str(visit.follow_up_on), "2026-03-16")

    def test_money_asks_finance(self):
        """REQ V-01: money by finance where asked for."""
        visit = self._visit(budget=1200)
        self._approve(visit, self.manager, self.director)
        self.assertEqual(visit.state, "submitted")
        with self.assertRaisesRegex(UserError, "turn|Not in approval|not your"):
            visit.with_user(self.manager).action_approve()
        visit.with_user(self.finance).action_approve()
        self.assertEqual(visit.state, "approved")

    def test_report_is_a_contact(self):
        """REQ B-07, V-04: the visit counts as a contact, once, and the next step is planned."""
        visit = self._closed_visit()
        record = self.env["customer.interaction"].search(
            [("res_model", "=", "customer.visit"), ("res_id", "=", visit.id)]
        )
        self.assertEqual(len(record), 1)
        self.assertEqual(record.partner_id, self.customer)
        self.assertEqual(record.contact_ids, self.contact)
        self.assertEqual(record.user_id, self.salesperson)
        self.assertEqual((record.way, record.duration), ("visit", 2.0))
        self.assertEqual(record.activity_id.date_deadline.isoformat(), "2026-03-20")
        visit.with_user(self.manager).action_reopen("漏了价格")
        visit.key_points = "谈了二期设备和价格"
        visit.action_report()
        self.assertEqual(len(record.exists()), 1)
        self.assertEqual(record.summary, "谈了二期设备和价格")

    def test_market_information_goes_to_the_library(self):
        """REQ V-16: what a report says of the market is found in one place, once, corrected."""
        visit = self._approved_visit()
        with self._later("2026-03-12 04:00:00"):
            self._write_report(visit, market_competitor="某厂报价低 5%", market_quality="无投诉")
            visit.action_report()
            infos = self.env["customer.market.info"].search(
                [("res_model", "=", "customer.visit"), ("res_id", "=", visit.id)]
            )
            self.assertEqual(
                {info.kind: info.text for info in infos},
                {"competitor": "某厂报价低 5%", "quality": "无投诉"},
            )
            self.assertEqual(infos.partner_id, self.customer)
            visit.with_user(self.manager).action_review_return("价格写具体")
            visit.write({"market_competitor": "某厂报价 9.5 万", "market_quality": False})
            visit.action_report()
        infos = self.env["customer.market.info"].search(
            [("res_model", "=", "customer.visit"), ("res_id", "=", visit.id)]
        )
        self.assertEqual(infos.mapped("text"), ["某厂报价 9.5 万"])

    def test_report_before_the_visit(self):
        """Bad input: a report before the visit took place is refused, nothing moves."""
        visit = self._approved_visit()
        self._write_report(visit)
        with self.assertRaisesRegex(UserError, "is not over yet"):
            visit.action_report()
        self.assertEqual(visit.state, "approved")
        self.assertFalse(visit.reported_on)

    def test_report_says_what_is_missing(self):
        """REQ V-04: whether it worked or not, a record is owed, with causes if it did not."""
        visit = self._approved_visit()
        with self._later("2026-03-12 04:00:00"):
            with self.assertRaisesRegex(UserError, "Main Points of the Talk"):
                visit.action_report()
            self._write_report(visit, result="failed", next_step=False, next_date=False)
            with self.assertRaisesRegex(UserError, "Causes"):
                visit.action_report()
            visit.cause_ids = self.env.ref("key_account_visits.visit_cause_price")
            visit.action_report()
        self.assertEqual(visit.state, "reported")

    def test_returned_and_reopened(self):
        """A report is sent back with a remark; a closed one is taken up only with a reason."""
        visit = self._approved_visit()
        with self._later("2026-03-12 04:00:00"):
            self._write_report(visit)
            visit.action_report()
            manager = visit.with_user(self.manager)
            with self.assertRaisesRegex(UserError, "Say what the report is missing"):
                manager.action_review_return("")
            manager.action_review_return("没有写竞争对手")
            self.assertEqual((visit.state, visit.review_note), ("done", "没有写竞争对手"))
            visit.market_competitor = "某厂报价低 5%"
            visit.action_report()
            manager.action_review_accept(70, False)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            visit.key_points = "改过的"
        self.assertEqual(visit.key_points, "谈了二期设备")
        with self.assertRaisesRegex(UserError, "manager of the department"):
            visit.action_reopen("想改")
        self.assertEqual(visit.state, "closed")
        visit.with_user(self.manager).action_reopen("漏了价格")
        self.assertEqual((visit.state, visit.closing_reason), ("done", "漏了价格"))

    def test_nobody_reviews_their_own(self):
        """Nobody approves their own: the manager's own visit is read by the director."""
        self.customer.user_id = self.manager
        visit = self._visit(self.manager)
        visit.action_submit()
        with self.assertRaisesRegex(UserError, "."):
            visit.action_approve()
        self.assertEqual(visit.state, "submitted")
        while visit.state == "submitted":
            person = visit.approval_id.sudo().current_step_id._able_approvers()[:1]
            self.assertNotEqual(person, self.manager)
            visit.with_user(person).action_approve()
        with self._later("2026-03-12 04:00:00"):
            self._write_report(visit)
            visit.action_report()
            with self.assertRaisesRegex(UserError, "nobody for their own"):
                visit.action_review_accept(100)
            self.assertEqual(visit.state, "reported")
            visit.with_user(self.director).action_review_accept(100)
        self.assertEqual(visit.state, "closed")

    def test_who_may_what(self):
        """Each role × each step: refusals leave the visit as it was."""
        visit = self._approved_visit()
        self._write_report(visit)
        with self._later("2026-03-12 04:00:00"):
            for person in (self.stranger, self.other_manager, self.finance, self.outsider):
                for step in ("action_begin", "action_report", "action_cancel"):
                    with self.subTest(person=person.login, step=step):
                        with self.assertRaisesRegex(
                            AccessError, "This customer is not open to you"
                        ):
                            getattr(visit.with_user(person), step)()
                        self.assertEqual(visit.state, "approved")
            visit.action_report()
            for person in (self.salesperson, self.colleague):
                with self.subTest(person=person.login):
                    with self.assertRaisesRegex(UserError, "."):
                        visit.with_user(person).action_review_accept(100)
                    self.assertEqual(visit.state, "reported")

    def test_system_fields_are_the_systems(self):
        """What the steps fill in is written by nobody, in create or write."""
        visit = self._visit()
        for name, value in (
            ("review_score", 100),
            ("reported_on", "2026-03-09"),
            ("unplanned", True),
            ("follow_up_on", "2026-03-09"),
            ("report_in_time", True),
            ("report_due", "2027-01-01"),
            ("state", "closed"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, "."):
                visit.write({name: value})
            with self.subTest(name), self.assertRaisesRegex(UserError, "."):
                self._visit(**{name: value})
        self.assertEqual((visit.state, visit.review_score), ("draft", 0))

    def test_unplanned(self):
        """REQ V-01: visited without a plan is recorded afterwards, marked, approved by setting."""
        past = {"date_start": "2026-03-09 01:00:00", "date_stop": "2026-03-09 03:00:00"}
        visit = self._visit(kind="adhoc", **past)
        visit.action_submit()
        self.assertTrue(visit.unplanned)
        self.company.customer_unplanned_approval = False
        other = self._visit(kind="adhoc", **past)
        with self.assertRaisesRegex(UserError, "approves nothing afterwards"):
            other.action_submit()
        self.assertEqual(other.state, "draft")

    def test_bad_input(self):
        """End before beginning, negative budget, archived customer, score out of range."""
        with self.assertRaisesRegex(ValidationError, "must not be before"):
            self._visit(date_start="2026-03-12 03:00:00", date_stop="2026-03-12 01:00:00")
        with self.assertRaisesRegex(ValidationError, "must not be negative"):
            self._visit(budget=-1)
        visit = self._closed_visit()
        visit.with_user(self.manager).action_reopen("再看")
        visit.action_report()
        for score in (101, -1, "x", None):
            with self.assertRaisesRegex(UserError, "between 0 and 100"):
                visit.with_user(self.manager).action_review_accept(score)
        long_text = "长" * 100_000
        visit.with_user(self.manager).action_review_return("再写")
        visit.key_points = long_text
        self.assertEqual(len(visit.key_points), 100_000)
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self._visit()

    def test_customer_of_another_company(self):
        """Bad input: nobody plans a visit, for one company, to a customer of another one."""
        other = self.env["res.company"].create({"name": "Other Company"})
        foreign = self.Partner.create(
            {"name": "外公司客户", "is_company": True, "company_id": other.id}
        )
        foreign.customer_category = "closed"
        foreign.user_id = self.salesperson
        with self.assertRaisesRegex(AccessError, "not open to you"):
            self._visit(partner_id=foreign.id, contact_ids=[])
        with self.assertRaisesRegex(UserError, "外公司客户"), self.env.cr.savepoint():
            self._visit(self.env.user, partner_id=foreign.id, contact_ids=[])
        self.assertFalse(self.env["customer.visit"].search([("partner_id", "=", foreign.id)]))

    def test_budget_without_a_currency(self):
        """Bad input: an amount says of which currency; nothing is saved otherwise."""
        visit = self._visit(budget=100)
        for change in (
            lambda: self._visit(budget=100, currency_id=False),
            lambda: visit.write({"currency_id": False}),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(NotNullViolation) as caught,
                self.env.cr.savepoint(),
            ):
                change()
                self.env.flush_all()
            # what the server answers to a client
            told = self.env["customer.visit"]._sql_error_to_message(caught.exception)
            self.assertRegex(told, "(?s)field .Currency.*Model: .Visit")
        self.env.invalidate_all()
        self.assertEqual(visit.currency_id, self.company.currency_id)

    def test_hidden_customer(self):
        """REQ B-09: nobody plans a visit to a customer that is not theirs to change."""
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._visit(self.stranger)
        self.assertFalse(self.env["customer.visit"].search([("user_id", "=", self.stranger.id)]))

    def test_changed_working_days(self):
        """REQ B-12: open reports are dated anew, also of what is in approval; closed ones stay."""
        visit = self._visit()
        visit.action_submit()
        closed = self._closed_visit()
        before = closed.report_due
        # two working days after Thursday 12 March: Monday 16 March
        self.assertEqual(str(visit.report_due), "2026-03-16")
        self.env["workday.exception"].create(
            {
                "date": "2026-03-13",
                "kind": "off",
                "name": "厂庆",
                "company_id": self.company.id,
            }
        )
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(str(visit.report_due), "2026-03-17")
        self.assertEqual(closed.report_due, before)
        self.company.customer_report_days = 3
        self.env.invalidate_all()
        self.assertEqual(str(visit.report_due), "2026-03-18")

    def test_pictures_of_a_phone(self):
        """Bad input: a picture of 30 MB is refused with its name; smaller ones are kept."""
        visit = self._visit()
        vals = {"name": "现场.jpg", "res_model": "customer.visit", "res_id": visit.id}
        with self.assertRaisesRegex(ValidationError, "现场.jpg.*larger than 20 MB"):
            self.env["ir.attachment"].create({**vals, "raw": b"x" * (30 * 1024 * 1024)})
        self.assertTrue(self.env["ir.attachment"].create({**vals, "raw": b"x" * 1024}))

    def test_briefing(self):
        """The briefing tells what we promised, what is overdue and who decides there."""
        first = self._closed_visit()
        first.with_user(self.manager).action_reopen("补充承诺")
        first.promises = "三月底前送样"
        first.action_report()
        visit = self._visit()
        self.env["customer.contact"].create(
            {"partner_id": self.contact.id, "buying_role": "economic"}
        )
        page = dict(
            self.env["customer.visit.briefing"]._of(self.customer, self.company)[self.customer]
        )
        self.assertIn("三月底前送样", " ".join(page["What We Promised"]))
        self.assertIn("刘总", " ".join(page["People and Their Roles"]))
        self.assertIn("谈了二期设备", " ".join(page["Last Contacts"]))
        self.assertEqual(page["Overdue Money"], [])
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.salesperson)
            ._render_qweb_html("key_account_visits.report_visit_briefing", visit.ids)
        )
        self.assertIn("三月底前送样", html.decode())
        for person in (self.stranger, self.outsider):
            with (
                self.subTest(person.login),
                self.assertRaisesRegex(AccessError, "This customer is not open to you"),
            ):
                self.env["ir.actions.report"].with_user(person)._render_qweb_html(
                    "key_account_visits.report_visit_briefing", visit.ids
                )

    def test_birthdays_are_told_to_few(self):
        """REQ B-08: the briefing names birthdays only to who may see personal data."""
        self.env["customer.contact"].create(
            {
                "partner_id": self.contact.id,
                "buying_role": "economic",
                "birthday_kind": "solar",
                "birth_month": 4,
                "birth_day": 1,
                "personal_purpose": "节日和生日问候",
                "consent_date": "2026-01-05",
                "consent_way": "written",
                "retention_until": "2027-01-05",
            }
        )
        visit = self._visit()
        briefing = self.env["customer.visit.briefing"]
        mine = dict(
            briefing.with_user(self.salesperson)._of(self.customer, self.company)[self.customer]
        )
        self.assertNotIn("Birthdays", mine)
        self.salesperson.group_ids += self.env.ref("customer_base.group_customer_personal_data")
        mine = dict(
            briefing.with_user(self.salesperson)._of(self.customer, self.company)[self.customer]
        )
        self.assertEqual(len(mine["Birthdays"]), 1)
        self.assertIn("刘总", mine["Birthdays"][0])
        self.assertTrue(visit.exists())

    def test_customers_become_one(self):
        """Merging customers carries visits along, with their reports and contacts."""
        visit = self._closed_visit()
        target = self.Partner.create(
            {"name": "合并后的客户", "is_company": True, "customer_category": "closed"}
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | target).ids, target)
        self.env.invalidate_all()
        self.assertEqual(visit.sudo().partner_id, target)
        self.assertEqual(visit.sudo().commercial_partner_id, target)
        self.assertEqual((visit.sudo().state, visit.sudo().review_score), ("closed", 90))

    def test_return_visits_by_quarter(self):
        """REQ V-07, S4 2.1: who was heard again this quarter, and the rate."""
        other = self.Partner.create(
            {
                "name": "没回访的客户",
                "is_company": True,
                "customer_category": "closed",
                "user_id": self.salesperson.id,
            }
        )
        self._closed_visit()
        self.env.flush_all()
        rows = (
            self.env["customer.visit.quarter"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .search([("quarter", "=", "2026-01-01")])
        )
        self.assertEqual(
            {row.partner_id: (row.is_heard, row.contacts) for row in rows},
            {self.customer: (True, 1), other: (False, 0)},
        )
        [(rate,)] = rows._read_group([("id", "in", rows.ids)], [], ["rate:avg"])
        self.assertEqual(rate, 50)
        stranger = self.env["customer.visit.quarter"].with_user(self.stranger)
        self.assertFalse(stranger.search([]))

    def test_queries_of_briefings(self):
        """The briefing of many customers takes as many queries as that of one."""
        many = self.Partner.create(
            [
                {"name": f"客户{n}", "is_company": True, "customer_category": "closed"}
                for n in range(40)
            ]
        )
        briefing = self.env["customer.visit.briefing"]
        briefing._of(many[:1], self.company)
        counts = []
        for customers in (many[:2], many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            briefing._of(customers, self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

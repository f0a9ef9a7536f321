from ast import literal_eval
from datetime import date

from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from .money_common import NOW, MoneyCommon


@freeze_time(NOW)
class FigureCommon(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.hours_per_day = 8
        cls.env["customer.complaint.clock"].flush_model()

    @classmethod
    def _clock(cls, complaint, kind, state="met", running=480, paused=0, done=True, missed=False):
        """A clock as it stands; running and paused are working minutes."""
        return unsealed(cls.env["customer.complaint.clock"]).create(
            {
                "complaint_id": complaint.id,
                "kind": kind,
                "state": state,
                "date_start": complaint.received_on,
                "date_due": Datetime.to_datetime("2026-04-30 09:00:00"),
                "date_done": "2026-04-20 09:00:00" if done else False,
                "missed_on": "2026-04-30 09:00:00" if missed else False,
                "limit_number": 3,
                "limit_unit": "workday",
                "running_minutes": running,
                "paused_minutes": paused,
            }
        )

    def _no_clocks(self):
        """Leave only the clocks that a test makes itself."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM customer_complaint_pause")
        self.env.cr.execute("DELETE FROM customer_complaint_clock")
        self.env.invalidate_all()

    def _figure(self, complaint, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["customer.complaint.figure"]
            .with_user(user or self.director)
            .search([("complaint_id", "=", complaint.id)])
        )

    def _month(self, day, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["customer.complaint.month"]
            .with_user(user or self.director)
            .search([("company_id", "=", self.company.id), ("month", "=", day)])
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintFigures(FigureCommon):
    """One row a complaint (REQ C-08)."""

    def test_row(self):
        """REQ C-08: customer, people, cause, judgement and cost of the complaint itself."""
        self._no_clocks()
        cause = self.env["customer.complaint.cause"].create({"name": "Seal"})
        below = self.env["customer.complaint.cause"].create(
            {"name": "Wrong seal", "parent_id": cause.id}
        )
        self.complaint.sudo().write(
            {
                "cause_id": below.id,
                "is_valid": True,
                "fault": "company",
                "cost": 250,
                "satisfied": "no",
                "round": 2,
                "responsible_department_id": self.department.id,
            }
        )
        self._clock(self.complaint, "contact")
        self._clock(self.complaint, "solution", running=960, paused=480, missed=True)
        self._clock(self.complaint, "execution", state="running", done=False)
        row = self._figure(self.complaint)
        self.assertEqual(len(row), 1)
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual((row.cause_id, row.cause_type_id), (below, cause))
        self.assertEqual(row.department_id, self.department)
        self.assertEqual((row.valid_count, row.reopened_count, row.cost), (1, 1, 250))
        self.assertEqual(row.currency_id, self.company.currency_id)
        self.assertEqual((row.contact_in_time, row.solution_in_time), (100, 0))
        self.assertEqual(row.paused_days, 1)
        self.assertEqual((row.late_count, row.solution_late), (1, 1))
        self.assertEqual(row.day, date(2026, 3, 10))

    def test_company_clock(self):
        """REQ C-08: the day is the company's: 16:30 UTC is tomorrow in Shanghai."""
        complaint = self._complaint(received_on="2026-02-28 16:30:00")
        self.assertEqual(self._figure(complaint).day, date(2026, 3, 1))

    def test_rates_of_groups(self):
        """REQ C-08: rates are of those that were decided or asked, not of all."""
        second, third = self._complaint(), self._complaint()
        self._no_clocks()
        self._clock(self.complaint, "solution")
        self._clock(second, "solution", state="missed")
        self._clock(third, "solution", state="running", done=False)
        self.complaint.sudo().satisfied = "yes"
        self.env.flush_all()
        [(count, in_time, satisfied)] = (
            self.env["customer.complaint.figure"]
            .with_user(self.director)
            ._read_group(
                [("commercial_partner_id", "=", self.customer.id)],
                aggregates=["complaint_count:sum", "solution_in_time:avg", "satisfaction:avg"],
            )
        )
        self.assertEqual((count, in_time, satisfied), (3, 50, 100))

    def test_joined_once(self):
        """REQ C-08: joined complaints count once."""
        other = self._complaint()
        other.sudo().write({"state": "joined", "joined_into_id": self.complaint.id})
        self.assertFalse(self._figure(other))
        self.assertTrue(self._figure(self.complaint))

    def test_rights(self):
        """REQ B-09: figures are seen by those who may see the complaint."""
        for user, seen in (
            (self.salesperson, 1),
            (self.manager, 1),
            (self.director, 1),
            (self.stranger, 0),
            (self.outsider, 0),
        ):
            with self.subTest(user.login):
                self.assertEqual(len(self._figure(self.complaint, user)), seen)
                clocks = self.env["customer.complaint.clock.figure"].with_user(user)
                self._no_clocks()
                self._clock(self.complaint, "contact")
                self.env.flush_all()
                self.assertEqual(
                    len(clocks.search([("complaint_id", "=", self.complaint.id)])), seen
                )
        figure = self._figure(self.complaint)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            figure.with_user(self.stranger).read(["cost"])

    def test_companies(self):
        """REQ C-08: another company's complaints are not among ours."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        complaint = self._complaint(company_id=other.id, user_id=self.env.user.id)
        self.assertFalse(self._figure(complaint))
        self.director.company_ids += other
        both = self.env["customer.complaint.figure"].with_user(self.director)
        both = both.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertTrue(both.search([("complaint_id", "=", complaint.id)]))

    def test_drill_down(self):
        """REQ C-08: from the figure to the complaint."""
        action = self._figure(self.complaint).action_open_complaint()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("customer.complaint", self.complaint.id)
        )

    def test_ids_are_unique(self):
        """REQ C-08: two clocks of a kind, two lines: still one row a complaint."""
        self._no_clocks()
        self._claim(invoice_line_id=self.valves.id)
        self._clock(self.complaint, "contact")
        self._clock(self.complaint, "contact", state="missed")
        row = self._figure(self.complaint)
        self.assertEqual((len(row), row.contact_in_time), (1, 0))

    def test_products(self):
        """REQ C-08: by product, one complaint counts for each of its products."""
        self._claim(invoice_line_id=self.valves.id)
        self.env.flush_all()
        rows = self.env["customer.complaint.line"].with_user(self.director)
        groups = rows._read_group(
            [("complaint_id", "=", self.complaint.id)], ["product_id"], ["__count"]
        )
        self.assertEqual(
            {product: count for product, count in groups}, {self.pump: 1, self.valve: 1}
        )
        self.assertEqual(self.claim.received_on, self.complaint.received_on)

    def test_pareto(self):
        """REQ C-08: grouped by cause, the most frequent first; causes are found by name."""
        Cause = self.env["customer.complaint.cause"]
        seal, glue = Cause.create([{"name": "Seal of paper"}, {"name": "Glue of fish"}])
        self.assertIn(glue.id, [found for found, _name in Cause.name_search("of fish")])
        others = [self._complaint() for _count in range(2)]
        self.complaint.sudo().cause_id = seal
        for complaint in others:
            complaint.sudo().cause_id = glue
        self.env.flush_all()
        figures = self.env["customer.complaint.figure"].with_user(self.director)
        groups = figures.formatted_read_group(
            [("cause_id", "in", (seal | glue).ids)],
            ["cause_id"],
            ["complaint_count:sum"],
            order="complaint_count:sum desc",
        )
        self.assertEqual([group["cause_id"][0] for group in groups], [glue.id, seal.id])
        by_name = figures.formatted_read_group([], ["cause_id"], ["__count"])
        self.assertTrue(by_name)

    def test_number_of_queries(self):
        """REQ C-08: a list of figures is one query beside the rights."""
        for _count in range(5):
            self._complaint()
        self.env.flush_all()
        figures = self.env["customer.complaint.figure"].with_user(self.director)
        names = ["name", "day", "cost", "contact_in_time"]
        figures.search_fetch([], names, limit=1)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            figures.search_fetch([], names)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintMonths(FigureCommon):
    """A month of a company beside its orders and sales (REQ C-08, seed S1 六(二)2)."""

    def test_rates(self):
        """REQ C-08: 2 complaints, 4 orders, 12,000 of sales: 50 per 100, 166.67 per million."""
        self._complaint(received_on="2026-02-10 02:00:00")
        self._complaint(received_on="2026-02-27 15:59:00")
        self._complaint(received_on="2026-02-28 16:00:00")  # 1 March in Shanghai
        orders = self.env["sale.order"].create(
            [{"partner_id": self.customer.id, "company_id": self.company.id}] * 5
        )
        orders[1:].action_confirm()
        orders.date_order = "2026-02-11 02:00:00"
        row = self._month("2026-02-01")
        self.assertEqual((row.complaint_count, row.order_count, row.sales), (2, 4, 12000))
        self.assertAlmostEqual(row.per_100_orders, 50)
        self.assertAlmostEqual(row.per_million, 166.6667, 3)
        self.assertEqual(self._month("2026-03-01").complaint_count, 2)

    def test_no_orders(self):
        """REQ C-08: no rate where nothing was sold."""
        row = self._month("2026-03-01")
        self.assertEqual((row.per_100_orders, row.per_million), (0, 0))
        self.assertEqual((row.order_count, row.asked_count, row.month_name), (0, 0, "2026-03"))
        self.assertEqual(row.complaint_count, 1)

    def test_clocks(self):
        """REQ C-08, C-11: medians with and without pauses, share of paused time.

        Solution clocks of 1, 2 and 6 days of which 0, 1 and 3 paused: medians 2 and 1; in time
        2 of 3; paused 4 of 9 days.
        """
        second, third = self._complaint(), self._complaint()
        self._no_clocks()
        self._clock(self.complaint, "solution", running=480)
        self._clock(second, "solution", running=480, paused=480)
        self._clock(third, "solution", running=1440, paused=1440, state="missed")
        row = self._month("2026-03-01")
        self.assertEqual((row.solution_days, row.solution_days_running), (2, 1))
        self.assertAlmostEqual(row.solution_in_time, 200 / 3)
        self.assertAlmostEqual(row.paused_share, 400 / 9)
        self.assertEqual((row.solution_judged, row.solution_done, row.contact_judged), (3, 3, 0))

    def test_cost_and_satisfaction(self):
        """REQ C-08: cost in company currency, satisfaction of those asked."""
        second, _third = self._complaint(), self._complaint()
        self.complaint.sudo().write({"cost": 100, "satisfied": "yes"})
        second.sudo().write({"cost": 50, "satisfied": "no", "is_valid": True})
        row = self._month("2026-03-01")
        self.assertEqual((row.cost, row.satisfaction, row.valid_count), (150, 50, 1))
        self.assertEqual(row.currency_id, self.company.currency_id)

    def test_rights(self):
        """REQ B-09: whole companies are for those who see all customers."""
        for user in (self.salesperson, self.manager, self.outsider):
            with (
                self.subTest(user.login),
                self.assertRaisesRegex(AccessError, "not allowed to access 'Complaints by Month'"),
            ):
                self._month("2026-03-01", user)
        for user in (self.director, self.service, self.finance, self.admin):
            with self.subTest(user.login):
                self.assertTrue(self._month("2026-03-01", user))
        other = self.env["res.company"].create({"name": "Other"})
        rows = self.env["customer.complaint.month"].with_user(self.director).search([])
        self.assertNotIn(other, rows.company_id)
        self.assertEqual(len(rows.ids), len(set(rows.ids)))

    def test_drill_down(self):
        """REQ C-08: a month opens its complaints, and only those."""
        self._complaint(received_on="2026-02-10 02:00:00")
        action = self._month("2026-02-01").action_open_complaints()
        found = self.env["customer.complaint.figure"].search(action["domain"])
        self.assertEqual(len(found), 1)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKeyAccounts(MoneyCommon):
    """Complaints of important customers are watched (REQ C-09, seed S4 1.2.1)."""

    def test_owner_and_manager_follow(self):
        """REQ C-09: the responsible person and the key-account manager follow from the start."""
        self.customer.is_key_account = True
        complaint = self._complaint(user_id=self.service.id)
        followers = complaint.message_partner_ids
        self.assertIn(self.manager.partner_id, followers)
        self.assertIn(self.salesperson.partner_id, followers)
        self.assertNotIn(self.stranger.partner_id, followers)

    def test_others_are_not_watched(self):
        """REQ C-09: an ordinary customer's complaint comes over nobody."""
        complaint = self._complaint(user_id=self.service.id)
        self.assertNotIn(self.manager.partner_id, complaint.message_partner_ids)

    def test_told_when_switched_on(self):
        """REQ C-09, L-02: told only once the company wants it, in one's own language."""
        self.customer.is_key_account = True
        complaint = self._complaint()
        self.assertFalse(self._told(complaint))
        self.company.complaint_key_account_notice = True
        complaint = self._complaint()
        self.assertEqual(
            self._told(complaint), self.manager.partner_id | self.salesperson.partner_id
        )

    def _told(self, complaint):
        return (
            self.env["mail.message"]
            .search(
                [
                    ("model", "=", "customer.complaint"),
                    ("res_id", "=", complaint.id),
                    ("message_type", "=", "user_notification"),
                ]
            )
            .notified_partner_ids
        )

    def test_list(self):
        """REQ C-09: one list, and only of important customers."""
        action = self.env.ref("customer_complaints.customer_complaint_action_key_account")
        self.other_customer.is_key_account = True
        other = self._complaint(partner_id=self.other_customer.id)
        found = self.env["customer.complaint"].with_user(self.director)
        found = found.search(literal_eval(action.domain))
        self.assertIn(other, found)
        self.assertNotIn(self.complaint, found)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReports(MoneyCommon):
    """The 8D report and the complaint sheet (REQ C-06)."""

    def _html(self, name, user):
        report = self.env["ir.actions.report"].with_user(user)
        html, _kind = report._render_qweb_html(f"customer_complaints.{name}", self.complaint.ids)
        return html.decode()

    def test_8d(self):
        """REQ C-06: the eight steps, from causes and actions; no cost, no name of the accused."""
        employee = self.salesperson._employee_in(self.company)
        employee.name = "张三丰"
        self.complaint.sudo().write(
            {
                "why_1": "密封件老化",
                "cause_note": "库存过久",
                "fault": "person",
                "fault_employee_id": employee.id,
                "cost": 98765,
            }
        )
        self.env["customer.complaint.action"].create(
            [
                {
                    "complaint_id": self.complaint.id,
                    "name": name,
                    "kind": kind,
                    "date_due": "2026-03-20",
                    "user_id": self.manager.id,
                }
                for name, kind in (
                    ("隔离库存", "containment"),
                    ("更换密封件", "correction"),
                    ("先进先出", "prevention"),
                )
            ]
        )
        html = self._html("report_complaint_8d", self.service)
        for text in ("D1", "D8", self.complaint.name, "密封件老化", "库存过久", "先进先出", "Pump"):
            self.assertIn(text, html)
        containment, correction = html.index("D3"), html.index("D6")
        self.assertTrue(
            containment < html.index("隔离库存") < correction < html.index("更换密封件")
        )
        self.assertNotIn("98,765", html)
        self.assertNotIn("张三丰", html)

    def test_sheet(self):
        """C-01: the complaint on one page, with its clocks."""
        html = self._html("report_complaint_sheet", self.salesperson)
        self.assertIn("Pumps leak", html)
        self.assertIn(self.customer.name, html)

    def test_rights(self):
        """REQ B-09: who may not see the complaint prints nothing of it."""
        for name in ("report_complaint_8d", "report_complaint_sheet"):
            for user in (self.stranger, self.outsider):
                with (
                    self.subTest(name),
                    self.assertRaisesRegex(AccessError, "This customer is not open to you"),
                ):
                    self._html(name, user)

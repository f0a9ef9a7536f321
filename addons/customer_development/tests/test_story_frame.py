from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_plan import PlanCase


@tagged("post_install", "-at_install")
class TestStoryFrame(PlanCase):
    """002 and 004 3.2.1 with the frame around them: from the year plan to the confirmed hand-over.

    Planned in January 2027 for the whole company by marketing, for Sales East by its manager.
    The days of the development, all of them working days:

        1 March (Monday) registered      3 March surveyed      5 March applied
        8 March (Monday) approved       22 March signed       24 March handed over

    so that 2, 2, 1 and 10 working days lie between them, 15 in all. There are no holidays in March.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legal = cls._make_user("dev_legal", "legal")
        company = cls.env.company
        company.resource_calendar_id.tz = "Asia/Shanghai"
        company.write(
            {
                "customer_partner_rule": True,
                "customer_file_least": 0.0,
                "development_contract_review": True,
            }
        )
        cls.env["customer.lead.rule"].search([]).action_archive()
        cls.env["customer.lead.rule"].create(
            {
                "name": "North",
                "user_ids": [(6, 0, cls.wang.ids)],
                "state_ids": [(6, 0, cls.hebei.ids)],
            }
        )
        cls.env["customer.lead.rule"].create(
            {"name": "Rest", "sequence": 20, "user_ids": [(6, 0, cls.li.ids)]}
        )
        cls.fair = cls.env["customer.development.source"].create({"name": "Fair of the Story"})
        cls.term = cls.env["account.payment.term"].create({"name": "30 days"})
        cls._make_accounts()

    @classmethod
    def _make_accounts(cls):
        income, receivable = cls.env["account.account"].create(
            [
                {"name": "Sales", "code": "X600", "account_type": "income"},
                {
                    "name": "Receivable",
                    "code": "X110",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
            ]
        )
        cls.receivable = receivable
        cls.journal = cls.env["account.journal"].create(
            {"name": "Sales of the Story", "code": "XSTRY", "type": "sale"}
        )
        cls.crusher = cls.env["product.product"].create(
            {
                "name": "Crusher",
                "list_price": 1000,
                "taxes_id": [(5, 0, 0)],
                "invoice_policy": "order",
                "property_account_income_id": income.id,
            }
        )

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    def _sees(self, user, record):
        self.env.invalidate_all()
        return bool(record.with_user(user).search([("id", "=", record.id)]))

    def test_from_the_year_plan_to_the_confirmed_hand_over(self):
        """REQ D-01 to D-18, B-16: each step by the one whose work it is, and what it counts."""
        with freeze_time("2027-01-11 04:00:00"):
            plan, own_plan = self._planned()
        with freeze_time("2027-03-01 04:00:00"):
            development, lead = self._registered_and_passed_on()
        with freeze_time("2027-03-03 04:00:00"):
            self._surveyed(development)
        with freeze_time("2027-03-05 04:00:00"):
            self._applied(development)
        with freeze_time("2027-03-08 04:00:00"):
            self._approved_and_begun(development)
        with freeze_time("2027-03-15 04:00:00"):
            self._worked_on_and_reported(development)
        with freeze_time("2027-03-22 04:00:00"):
            order = self._contract_reviewed_and_signed(development)
            self._invoiced(order)
        with freeze_time("2027-03-24 04:00:00"):
            self._admitted_and_summed_up(development)
            handover = self._handed_over(development)
        self._transition_ends(development, handover)
        with freeze_time("2027-12-31 04:00:00"):
            self._results_counted(plan, own_plan)
            self._prospects_counted(development, lead)

    # ------------------------------------------------------------------ before
    def _planned(self):
        """Marketing plans for the company, the manager for Sales East; both are approved."""
        plan = self._plan(
            self.marketing,
            year=2027,
            lines=[
                {"user_id": self.li.id, "target_customers": 2, "target_sales": 6000},
                {"state_id": self.hebei.id, "target_customers": 4},
                {"level": "ordinary", "target_customers": 3},
                {"user_id": self.zhao.id, "target_customers": 3},
            ],
        )
        own_plan = self._plan(
            self.ma,
            year=2027,
            scope_department_id=self.east.id,
            target_customers=5,
            target_sales=6800,
            lines=[{"level": "key", "target_customers": 1}],
        )
        self._refused(
            lambda: self._plan(self.li, year=2027, scope_department_id=self.west.id),
            "not allowed to create",
            AccessError,
        )
        for one in (plan, own_plan):
            self._approved(one)
        self._refused(lambda: plan.with_user(self.wang).read(["name"]), "Year Plan", AccessError)
        self.assertEqual((plan.actual_customers, plan.actual_sales), (0, 0))
        return plan, own_plan

    def _registered_and_passed_on(self):
        """Marketing meets two companies at a fair; Wang gives one back, Li takes it."""
        self.env["customer.development.source.cost"].with_user(self.marketing).create(
            {"source_id": self.fair.id, "name": "Stand", "amount": 30000}
        )
        wizards = self.env["customer.development.register"].with_user(self.marketing)
        prospects = [
            wizards.create(
                {
                    "name": name,
                    "source_id": self.fair.id,
                    "level": "key",
                    "state_id": self.hebei.id,
                    "contact_name": "Head of purchasing",
                    "main_business": "Ore",
                    "needs": "Two crushers",
                }
            ).action_register()["res_id"]
            for name in ("Yunhai Quarries", "Qinghe Gravel")
        ]
        prospect = self.env["customer.development"].browse(prospects[0])
        self.assertFalse(self._sees(self.li, prospect.partner_id), "not passed on yet")
        leads = self.env["customer.lead.assignment"].with_user(self.marketing)
        lead = leads.create({"development_id": prospect.id, "note": "Ask for the ore's hardness"})
        self.assertEqual(lead.user_id, self.wang, "the rule of the region goes first")
        self._refused(lead.with_user(self.li).action_accept, "not open|not allowed", AccessError)
        action = lead.with_user(self.wang).action_open_give_back()
        self.env["customer.lead.step"].with_user(self.wang).with_context(action["context"]).create(
            {"reason": "No time before May"}
        ).action_confirm()
        self.assertEqual((lead.state, lead.user_id), ("offered", self.li))
        lead.with_user(self.li).action_accept()
        self.assertEqual((prospect.user_id, prospect.partner_id.user_id), (self.li, self.li))
        return prospect.with_user(self.li), lead

    def _surveyed(self, development):
        """Two colleagues and Li score by themselves; the average gives the grade."""
        team = self.li | self.wang | self.technician
        surveys = self.env["customer.development.survey"].with_user(self.li)
        survey = surveys.create(
            {"development_id": development.id, "surveyor_ids": [(6, 0, team.ids)]}
        )
        for user, score in ((self.li, "5"), (self.wang, "4")):
            survey.with_user(user).my_opinion_ids.write({"score": score})
        self._refused(survey.action_develop, "dev_technician")
        survey.with_user(self.technician).my_opinion_ids.write({"score": "3"})
        survey.action_develop()
        # 5, 4 and 3 of 5 are 4 of 5 on average: 80 of 100 points whatever the weights
        self.assertAlmostEqual(survey.score, 80)
        self.assertEqual(development.partner_id.customer_grade_id, survey.recommended_grade_id)
        self.assertEqual(development.state, "surveyed")

    def _applied(self, development):
        """Li applies with three years; the director wants less cost, and sees the difference."""
        development.write(
            {
                "expected_sales": 6000000,
                "expected_profit": 900000,
                "cost_staff": 120000,
                "development_method": "visit",
                "advantage_cost": "One fifth less energy",
                "factor_technology": "Known drive technology",
                "year_ids": [
                    (0, 0, {"year": year, "sales": sales, "profit": profit, "cost": cost})
                    for year, sales, profit, cost in (
                        ("2027", 1000000, 100000, 300000),
                        ("2028", 4000000, 500000, 100000),
                        ("2029", 6000000, 900000, 100000),
                    )
                ],
            }
        )
        # sales 1 + 4 + 6 million; profit 1.5 million less cost 0.5 million
        self.assertEqual((development.years_sales, development.years_result), (11000000, 1000000))
        self.env.flush_all()
        development.action_submit()
        self._refused(development.with_user(self.director).action_approve, "not your turn|waiting")
        development.with_user(self.ma).action_approve()
        development.with_user(self.director).action_reject("Half of the cost will do in 2027")
        self.assertEqual(development.state, "rejected")

    def _approved_and_begun(self, development):
        """From 5 million a year the general manager decides, too; then the team begins."""
        development.year_ids[0].cost = 150000
        self.env.flush_all()
        development.action_submit()
        development.with_user(self.ma).action_approve()
        changes = development.with_user(self.director).approval_changes
        self.assertIn("300,000.00", changes)
        self.assertIn("150,000.00", changes)
        development.with_user(self.director).action_approve()
        self.assertEqual(development.state, "submitted", "the general manager is still to decide")
        development.with_user(self.boss).action_approve()
        self.assertEqual(development.state, "approved")
        development.with_user(self.ma).member_ids = [
            (0, 0, {"role": "coordinator", "user_id": self.wang.id})
        ]
        self._start(development)

    # ------------------------------------------------------------------ on the way
    def _worked_on_and_reported(self, development):
        """Each stage has its record; the report goes up, the guidance comes back."""
        for stage in self.stages[:-1]:
            self.assertEqual(development.stage_id, stage)
            self._record(development, "go", summary=f"Talks of {stage.name}")
            development.action_next_stage()
        reports = self.env["customer.development.report"].with_user(self.li)
        report = reports.create(
            {"development_id": development.id, "problems": "They ask for 60 days"}
        )
        self.assertIn(f"Talks of {self.stages[0].name}", report.facts)
        report.action_submit()
        report.with_user(self.ma).guidance = "Offer 45 days"
        report.with_user(self.ma).action_guide()
        report.action_acknowledge()
        self.assertEqual((report.state, report.guided_by_id), ("done", self.ma))

    def _contract_reviewed_and_signed(self, development):
        """Refused before finance and legal have looked at it, confirmed afterwards."""
        action = development.action_new_quotation()
        order = (
            self.env["sale.order"]
            .with_user(self.li)
            .with_context(action["context"])
            .create({"order_line": [(0, 0, {"product_id": self.crusher.id, "product_uom_qty": 2})]})
        )
        order.payment_term_id = self.term
        self._refused(order.action_confirm, "finance and legal review the contract")
        reviews = self.env["customer.contract.review"].with_user(self.li)
        review = reviews.create({"order_id": order.id})
        review.action_submit()
        for user, name, finding in (
            (self.finance, "finance_finding", "30 days are usual"),
            (self.legal, "legal_finding", "Place of jurisdiction is ours"),
        ):
            review.with_user(user).write({name: finding})
            review.with_user(user).action_approve()
        self._refused(order.action_confirm, "finance and legal review the contract")
        review.with_user(self.director).action_approve()
        self.env.flush_all()
        order.action_confirm()
        self.assertEqual((order.state, development.state), ("sale", "signed"))
        return order

    def _invoiced(self, order):
        """The accountants invoice both crushers and give 300 back for a late delivery."""
        order = order.sudo()
        order.partner_id.property_account_receivable_id = self.receivable
        invoice = order.with_context(default_journal_id=self.journal.id)._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_untaxed, 2000)
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": order.partner_id.id,
                "journal_id": self.journal.id,
                "invoice_line_ids": [
                    (0, 0, {"product_id": self.crusher.id, "price_unit": 300, "tax_ids": []})
                ],
            }
        )
        refund.action_post()

    # ------------------------------------------------------------------ afterwards
    def _admitted_and_summed_up(self, development):
        """The file is made of what is known and reviewed; the lessons are the next one's."""
        development.action_admit()
        partner = development.partner_id
        self.assertEqual((partner.customer_category, partner.is_key_account), ("closed", True))
        self.assertTrue(partner.ref)
        file = self.env["customer.file"].search([("partner_id", "=", partner.id)])
        self.assertEqual((file.main_business, file.needs), ("Ore", "Two crushers"))
        self.assertEqual(file.main_contact_id.name, "Head of purchasing")
        self.assertEqual(file.state, "submitted")
        file.with_user(self.ma).action_approve()
        self.assertEqual(file.state, "archived")
        development.write(
            {
                "summary_success": "A team that surveyed together",
                "summary_failure": "First offer too high",
                "summary_correction": "Ask for the competitor's price",
                "summary_prevention": "A list of references",
            }
        )
        development.action_summarize()
        self.assertEqual(development.state, "done")
        other = self._make_customer("Baishi Cement", user_id=self.zhao.id)
        following = self._register(self.zhao, other, source_id=self.fair.id)
        survey = self.env["customer.development.survey"].with_user(self.zhao)
        survey = survey.create({"development_id": following.id})
        self.assertEqual(survey.lesson_ids.success, "A team that surveyed together")

    def _handed_over(self, development):
        """Li gives the customer to Zhao, a salesperson of the other department."""
        partner = development.partner_id
        self.assertTrue(self._sees(self.li, partner))
        self.assertFalse(self._sees(self.zhao, partner))
        handovers = self.env["customer.development.handover"].with_user(self.li)
        handover = handovers.create(
            {
                "development_id": development.id,
                "receiver_id": self.zhao.id,
                "days": 5,
                "background": "Won against two competitors",
                "promises": "Spare parts within a day",
            }
        )
        self.assertEqual(handover.needs, "Two crushers")
        handover.action_hand()
        self._refused(handover.action_take, "dev_zhao .*to take over")
        self.assertEqual(partner.user_id, self.li, "not before both have confirmed")
        handover.with_user(self.zhao).action_take()
        self.assertEqual(handover.state, "transition")
        self.assertEqual(partner.user_id, self.zhao)
        # Wednesday 24 March and five working days: 25, 26, 29, 30, 31
        self.assertEqual(handover.until, date(2027, 3, 31))
        return handover

    def _transition_ends(self, development, handover):
        """Both see the customer until the last day; afterwards it is the receiver's alone."""
        partner = development.partner_id
        job = self.env.ref("customer_development.ir_cron_handover")
        for day, state, giver_sees in (
            ("2027-03-31", "transition", True),
            ("2027-04-01", "done", False),
        ):
            with freeze_time(f"{day} 04:00:00"):
                with self.enter_registry_test_mode():
                    job.method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(handover.state, state)
                self.assertEqual(self._sees(self.li, partner), giver_sees)
                self.assertTrue(self._sees(self.zhao, partner))

    # ------------------------------------------------------------------ what it comes to
    def _results_counted(self, plan, own_plan):
        """One customer of two crushers at 1000, less 300: 1700, in every target it belongs to."""
        self.env.flush_all()
        self.env.invalidate_all()
        results = [(line.actual_customers, line.actual_sales) for line in plan.line_ids]
        # Li developed it; it is in Hebei; it is no ordinary customer; Zhao only looks after it
        self.assertEqual(results, [(1, 1700), (1, 1700), (0, 0), (0, 0)])
        for one in (plan, own_plan, own_plan.line_ids):
            self.assertEqual((one.actual_customers, one.actual_sales), (1, 1700), one)
        # 1 of 10 and 1 of 5 customers; 1700 of 6800
        self.assertAlmostEqual(plan.customers_percent, 10)
        self.assertAlmostEqual(own_plan.customers_percent, 20)
        self.assertAlmostEqual(own_plan.sales_percent, 25)

    def _prospects_counted(self, development, lead):
        """Funnel and source of the three that the fair brought; the fate of the lead."""
        row = self.env["customer.development.funnel"].with_user(self.director)
        row = row.browse(development.id)
        self.assertEqual(
            (row.survey_days, row.apply_days, row.approve_days, row.sign_days, row.total_days),
            (2, 2, 1, 10, 15),
        )
        [group] = row._read_group(
            [("source_id", "=", self.fair.id)],
            [],
            ["registered_count:sum", "surveyed_count:sum", "signed_count:sum", "total_rate:avg"],
        )
        # from the fair: Yunhai signed, Qinghe left lying, Baishi being surveyed
        self.assertEqual(group[:3], (3, 1, 1))
        self.assertAlmostEqual(group[3], 100 / 3)

        figure = self.env["customer.development.source.figure"].with_user(self.marketing)
        figure = figure.search([("source_id", "=", self.fair.id)])
        self.assertEqual((figure.registered, figure.won, figure.cost), (3, 1, 30000))
        self.assertEqual((figure.cost_per_prospect, figure.cost_per_customer), (10000, 30000))

        for user in (self.marketing, self.li):
            seen = lead.with_user(user)
            self.assertEqual((seen.state, seen.outcome), ("accepted", "Summed Up"), user.login)
        told = self.env["mail.message"].search(
            [("model", "=", lead._name), ("res_id", "=", lead.id)]
        )
        self.assertIn("No time before May", " ".join(told.mapped("body")))
        self.assertEqual(
            [(offer.user_id, offer.result) for offer in lead.offer_ids.sorted("id")],
            [(self.wang, "given_back"), (self.li, "accepted")],
        )

from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestStory(DevelopmentCase):
    """002 and 004 3.2.1 in one go, each step by the one whose work it is (issue 15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legal = cls._make_user("dev_legal", "legal")
        cls.env.company.development_contract_review = True
        cls.term = cls.env["account.payment.term"].create({"name": "30 days"})

    def setUp(self):
        super().setUp()
        self.partner.user_id = self.li

    def test_from_the_prospect_to_the_confirmed_hand_over(self):
        """REQ D-02 to D-18: reported, surveyed, applied for, worked on, reviewed, handed over."""
        development = self._key_account_surveyed_by_a_team()
        self._applied_and_approved(development)
        self._worked_on_and_reported(development)
        order = self._contract_reviewed(development)
        order.action_confirm()
        self.assertEqual(development.state, "signed")
        development.action_admit()
        self.assertEqual(self.partner.customer_category, "closed")
        self.assertTrue(self.partner.ref)
        self.assertTrue(self.env["customer.file"].search([("partner_id", "=", self.partner.id)]))
        self._handed_over(development)
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
        lesson = self.env["customer.development.lesson"].with_user(self.zhao).search([], limit=1)
        self.assertEqual(lesson.success, "A team that surveyed together")

    def _key_account_surveyed_by_a_team(self):
        development = self._register(
            level="key",
            main_business="Ore",
            needs="Two crushers",
            kind_id=self.env.ref("customer_qualification.kind_end_user").id,
        )
        self.assertEqual(self.ma, development.sudo()._development_head())
        survey = self.env["customer.development.survey"].with_user(self.li)
        survey = survey.create(
            {
                "development_id": development.id,
                "surveyor_ids": [(6, 0, (self.li | self.technician).ids)],
            }
        )
        for surveyor, score in ((self.li, "5"), (self.technician, "4")):
            survey.with_user(surveyor).my_opinion_ids.write({"score": score})
        survey.action_develop()
        self.assertEqual(self.partner.customer_grade_id.code, "A")
        return development

    def _applied_and_approved(self, development):
        development.write(
            {
                "expected_sales": 6000000,
                "expected_profit": 900000,
                "cost_staff": 120000,
                "development_method": "visit",
                "advantage_cost": "One fifth less energy",
                "year_ids": [
                    (0, 0, {"year": "2027", "sales": 6000000, "profit": 900000, "cost": 120000})
                ],
            }
        )
        self._approve(development, self.ma, self.director, self.boss)
        development.with_user(self.ma).member_ids = [
            (0, 0, {"role": "coordinator", "user_id": self.wang.id})
        ]
        self._start(development)

    def _worked_on_and_reported(self, development):
        self._record(development, "go", summary="Shown the works")
        report = self.env["customer.development.report"].with_user(self.li)
        report = report.create(
            {"development_id": development.id, "problems": "They ask for 60 days"}
        )
        self.assertIn("Shown the works", report.facts)
        report.action_submit()
        report.with_user(self.ma).guidance = "Offer 45 days"
        report.with_user(self.ma).action_guide()
        report.action_acknowledge()
        self.assertEqual(report.state, "done")

    def _contract_reviewed(self, development):
        order = self._quotation(development)
        order.payment_term_id = self.term
        review = self.env["customer.contract.review"].with_user(self.li)
        review = review.create({"order_id": order.id})
        review.action_submit()
        for user, finding in ((self.finance, "finance_finding"), (self.legal, "legal_finding")):
            review.with_user(user).write({finding: "Nothing against it"})
            review.with_user(user).action_approve()
        review.with_user(self.director).action_approve()
        return order

    def _handed_over(self, development):
        handover = self.env["customer.development.handover"].with_user(self.li)
        handover = handover.create(
            {
                "development_id": development.id,
                "receiver_id": self.service.id,
                "kind": "service",
                "promises": "Spare parts within a day",
            }
        )
        handover.action_hand()
        handover.with_user(self.service).action_take()
        self.assertEqual(handover.state, "transition")
        self.assertTrue(handover.handed_on and handover.taken_on and handover.until)

from odoo.addons.customer_qualification.tests.qualification_common import QualificationCommon
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestGroupCredit(QualificationCommon):
    """One limit for a group of companies (REQ D-13, G-06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_release_required = False
        cls.sister, cls.alone = cls.Partner.create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": cls.salesperson.id,
                }
                for name in ("Sister", "Alone")
            ]
        )
        cls.group = cls.env["customer.group"].create(
            {
                "name": "Group",
                "member_ids": [
                    Command.create({"partner_id": partner.id})
                    for partner in (cls.customer, cls.sister)
                ],
            }
        )

    def _group_credit(self, limit):
        term = self.env.ref("account.account_payment_term_30days")
        review = (
            self.env["customer.credit.review"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "mode": "credit",
                    "requested_limit": limit,
                    "requested_term_id": term.id,
                    "whole_group": True,
                }
            )
        )
        self._approve(review, self.manager)
        self._write_terms(review, limit, term)
        review.with_user(self.finance).action_approve()
        return review

    def test_all_use_one_limit(self):
        """REQ D-13: what the sister owes counts; who is not of the group is not touched."""
        self._group_credit(1000)
        self._order(700).action_confirm()
        with self.assertRaisesRegex(UserError, r"credit limit of .*1,000\.00.*by .*1\.00"):
            self._order(301, customer=self.sister).action_confirm()
        self._order(300, customer=self.sister).action_confirm()
        with self.assertRaisesRegex(UserError, "credit limit"):
            self._order(1).action_confirm()
        both = self._order(1, customer=self.sister) | self._order(1)
        self._exception(1, kind="amount")
        with self.assertRaisesRegex(UserError, "credit limit"):
            both.action_confirm()

    def test_a_review_of_its_own(self):
        """REQ D-13: a company with a review of its own stands by itself."""
        self._group_credit(1000)
        self._credit(50, customer=self.sister)
        self._order(1000).action_confirm()
        self._order(50, customer=self.sister).action_confirm()
        with self.assertRaisesRegex(UserError, "credit limit"):
            self._order(1, customer=self.sister).action_confirm()

    def test_the_standing_shows_the_group(self):
        """REQ D-13: own figures, and the share of the limit that all use together."""
        self._group_credit(1000)
        self._order(600).action_confirm()
        self._order(300, customer=self.sister).action_confirm()
        self.env["customer.credit.account"]._reckon(self.company)
        accounts = self.env["customer.credit.account"].search([]).grouped("partner_id")
        for partner, own in ((self.customer, 600), (self.sister, 300)):
            account = accounts[partner]
            self.assertEqual((account.exposure, account.used_percent), (own, 90))
            self.assertEqual(account.status, "warning")

    def test_a_group_is_needed(self):
        """REQ D-13: who belongs to no group has no limit of one."""
        term = self.env.ref("account.account_payment_term_30days")
        review = (
            self.env["customer.credit.review"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.alone.id,
                    "mode": "credit",
                    "requested_limit": 10,
                    "requested_term_id": term.id,
                    "whole_group": True,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "belongs to no group of companies"):
            review.action_submit()

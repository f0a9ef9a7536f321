from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .qualification_common import FILE, QualificationCommon


@tagged("post_install", "-at_install")
class TestQualification(QualificationCommon):
    """The review from its papers to the release (REQ D-12, 003 三.1)."""

    def test_the_whole_way(self):
        """REQ D-12: manager, finance, director, general manager; the agreement; released."""
        review = self._qualification()
        self.assertTrue(review.name.startswith("ZZ"))
        self._approve(review, self.manager, self.finance, self.director)
        self.assertEqual(review.state, "submitted")
        review.with_user(self.general_manager).action_approve()
        self.assertEqual(review.state, "approved")
        self.assertEqual(set(review.document_ids.mapped("state")), {"checked"})
        self.assertEqual(review.approved_code, self.customer.vat)
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertFalse(account.is_released)
        self._sign(review, agreement_until=self.today + timedelta(days=365))
        self.assertEqual(review.state, "released")
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(account.is_released)
        self.assertEqual(account.released_until, self.today + timedelta(days=365))
        self.assertEqual(account.papers_until, self.today + timedelta(days=400))

    def test_missing_papers(self):
        """REQ D-12: what is missing is named; nothing is submitted until it is there."""
        review = self._qualification(
            papers=[
                self._paper_values("licence"),
                self._paper_values("account", file=False),
                self._paper_values("invoicing", presented="copy"),
                self._paper_values("identity", valid_until=False),
            ]
        )
        self.assertEqual(
            review.missing,
            "Proof of General VAT Taxpayer is missing.\n"
            f"Account Opening Permit {self.customer.name} lacks the file.\n"
            f"Invoicing Data {self.customer.name} lacks the company's stamp on the copy.\n"
            f"ID Card of the Legal Representative {self.customer.name} lacks the day it runs out.",
        )
        with self.assertRaisesRegex(UserError, "cannot be submitted yet:\nProof of General"):
            review.action_submit()
        self.assertEqual(review.state, "draft")

    def test_one_licence_stands_for_three(self):
        """REQ D-12: with an 18-character licence nobody asks for tax and organisation code."""
        review = self._qualification()
        self.assertFalse(review.missing)
        licence = review.document_ids.filtered(lambda paper: paper.type_id.is_licence)
        licence.number = "310115123456789"
        self.assertEqual(
            review.missing,
            "Tax Registration Certificate is missing.\nOrganisation Code Certificate is missing.",
        )

    def test_what_is_asked_follows_the_customer(self):
        """REQ D-12: small-scale taxpayers bring no proof, a proxy brings a power of attorney."""
        review = self._qualification()
        review.document_ids.filtered(lambda p: p.type_id == self._type("general")).unlink()
        review.taxpayer = "small"
        self.assertFalse(review.missing)
        review.proxy = True
        self.assertEqual(review.missing, "Power of Attorney is missing.")
        self._type("account").kind_ids = self.env.ref("customer_qualification.kind_end_user")
        review.proxy = False
        review.document_ids.filtered(lambda p: p.type_id == self._type("account")).unlink()
        self.assertFalse(review.missing)

    def test_release_needs_the_agreement(self):
        """REQ D-12: only with the signed agreement, and not with one of tomorrow."""
        review = self._qualification()
        self._approve(review, self.manager, self.finance, self.director)
        with self.assertRaisesRegex(UserError, "cannot be released: it is not approved"):
            review.with_user(self.manager).action_release()
        review.with_user(self.general_manager).action_approve()
        with self.assertRaisesRegex(UserError, "enter the day of the signed agreement"):
            review.with_user(self.manager).action_release()
        with self.assertRaisesRegex(UserError, "the agreement is dated in the future"):
            self._sign(review, agreement_on=self.today + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "the agreement has ended already"):
            self._sign(
                review,
                agreement_on=self.today - timedelta(days=9),
                agreement_until=self.today - timedelta(days=1),
            )
        self.assertEqual(review.state, "approved")

    def test_who_may_release_and_end(self):
        """REQ D-12, B-09: not the salesperson; the status moves by no written value."""
        review = self._qualification()
        self._approve(review, self.manager, self.finance, self.director, self.general_manager)
        review.with_user(self.salesperson).write(
            {"agreement_on": self.today, "agreement_file": FILE}
        )
        with self.assertRaisesRegex(UserError, "Customers are released by clerks"):
            review.with_user(self.salesperson).action_release()
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            review.with_user(self.salesperson).write({"state": "released"})
        with self.assertRaisesRegex(AccessError, "filled in by the system"):
            review.with_user(self.salesperson).write({"released_on": self.today})
        review.with_user(self.manager).action_release()
        with self.assertRaisesRegex(UserError, "A release is ended by"):
            review.with_user(self.salesperson).action_end("no more")
        dialog = review.with_user(self.director).action_end()
        self.assertEqual(dialog["res_model"], "customer.qualification.end")
        wizard = (
            self.env["customer.qualification.end"]
            .with_user(self.director)
            .create({"qualification_ids": review.ids, "reason": "Licence revoked"})
        )
        wizard.action_apply()
        self.assertEqual((review.state, review.end_reason), ("ended", "Licence revoked"))
        self.assertFalse(
            self.env["customer.credit.account"]
            .search([("partner_id", "=", self.customer.id)])
            .is_released
        )

    def test_a_new_review_takes_the_place_of_the_old(self):
        """REQ D-12: the papers in force count again; the old review is ended by the new one."""
        old = self._release()
        with self.assertRaisesRegex(UserError, "Enter a new qualification review"):
            old.with_user(self.salesperson).action_revise("wrong channel")
        new = self._qualification(papers=[])
        self.assertFalse(new.missing)
        self.assertEqual(len(new.known_document_ids), 5)
        self._approve(new, self.manager, self.finance, self.director, self.general_manager)
        self._sign(new)
        self.assertEqual(old.state, "ended")
        self.assertEqual(old.end_reason, f"Replaced by {new.name}.")
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual((account.qualification_id, account.is_released), (new, True))

    def test_one_review_at_a_time(self):
        """REQ D-12: a second one waits until the first is finished."""
        first = self._qualification()
        first.action_submit()
        second = self._qualification()
        with self.assertRaisesRegex(UserError, f"{first.name}.* is not finished yet"):
            second.action_submit()

    def test_papers_are_locked_with_the_review(self):
        """REQ D-12: what is being decided does not change underneath."""
        review = self._qualification()
        review.action_submit()
        with self.assertRaisesRegex(UserError, "is in approval and cannot be changed"):
            review.document_ids[0].number = "X"
        with self.assertRaisesRegex(UserError, "is in approval and cannot be changed"):
            self.env["customer.qualification.document"].with_user(self.salesperson).create(
                {**self._paper_values("proxy"), "qualification_id": review.id}
            )

    def test_the_sheet(self):
        """REQ D-12: annex 1 shows the customer, its papers and the signatures."""
        review = self._release()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("customer_qualification.report_customer_qualification", review.ids)[
                0
            ]
            .decode()
        )
        for text in (review.name, self.customer.name, self.customer.vat, "Business Licence"):
            self.assertIn(text, html)
        for person in (self.manager, self.finance, self.director, self.general_manager):
            self.assertIn(person.name, html)

    def test_drafts_follow_the_customer(self):
        """REQ D-12: drafts go to whoever answers for the customer now."""
        review = self._qualification()
        self.customer.user_id = self.manager
        self.assertEqual(review.user_id, self.manager)

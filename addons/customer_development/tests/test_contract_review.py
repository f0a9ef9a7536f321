import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestContractReview(DevelopmentCase):
    """Finance and legal review a contract before it is signed (000 articles 5.3, 11.3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legal = cls._make_user("dev_legal", "legal")
        cls.term = cls.env["account.payment.term"].create({"name": "30 days"})

    def setUp(self):
        super().setUp()
        self.partner.user_id = self.li
        self.development = self._working(negotiation_delivery="Within 45 days")
        self.order = self._quotation(self.development)
        self.order.payment_term_id = self.term

    def _review(self, **values):
        reviews = self.env["customer.contract.review"].with_user(self.li)
        return reviews.create({"order_id": self.order.id, **values})

    def _find(self, review, finance="30 days are usual", legal="Nothing against it"):
        review.with_user(self.finance).write({"finance_finding": finance})
        review.with_user(self.finance).action_approve()
        review.with_user(self.legal).write({"legal_finding": legal})
        review.with_user(self.legal).action_approve()

    def _reviewed(self, **values):
        review = self._review(**values)
        review.action_submit()
        self._find(review)
        review.with_user(self.director).action_approve()
        self.assertEqual(review.state, "approved")
        self.env.flush_all()
        return review

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    # ------------------------------------------------------------------ the review
    def test_what_an_order_says_is_taken_over(self):
        """REQ D-11: customer, development, amount, terms and lines come from the order."""
        review = self._review()
        self.assertEqual(review.partner_id, self.partner)
        self.assertEqual(review.amount, self.order.amount_total)
        self.assertEqual(review.payment_term_id, self.term)
        self.assertIn("Loader", review.content)
        self.assertEqual(review.user_id, self.li)

    def test_both_findings_are_needed(self):
        """REQ D-11: finance and legal each write their finding before they approve."""
        review = self._review()
        review.action_submit()
        self._refused(review.with_user(self.legal).action_approve, "not your turn")
        self._refused(review.with_user(self.finance).action_approve, "Finding of Finance")
        review.with_user(self.finance).write({"finance_finding": "Fine"})
        review.with_user(self.finance).action_approve()
        self._refused(review.with_user(self.legal).action_approve, "Finding of Legal")
        self._refused(
            lambda: review.with_user(self.legal).write({"finance_finding": "Not fine"}),
            "in approval and cannot be changed",
        )
        self.assertEqual(review.finance_finding, "Fine")
        review.with_user(self.legal).write({"legal_finding": "Fine, too"})
        review.with_user(self.legal).action_approve()
        self.assertEqual(review.state, "submitted")
        review.with_user(self.director).action_approve()
        self.assertEqual(review.state, "approved")
        self.assertTrue(review.is_current)

    def test_findings_belong_to_their_stage(self):
        """REQ D-11: nobody writes a finding before or after, nor by creating one."""
        review = self._review()
        wrong = "each in the own stage"
        self._refused(lambda: review.write({"legal_finding": "Fine"}), wrong)
        self._refused(lambda: self._review(finance_finding="Fine"), wrong)
        approved = self._reviewed()
        self._refused(
            lambda: approved.with_user(self.director).write({"finance_finding": "Other"}), wrong
        )
        self.assertEqual(approved.finance_finding, "30 days are usual")

    def test_a_new_round_has_new_findings(self):
        """REQ D-11, A-05: revised, both look again, and see what has changed."""
        review = self._reviewed()
        self.order.order_line.price_unit = 900
        self.env.flush_all()
        review.action_revise("Lower price")
        review.action_submit()
        self.assertFalse(review.finance_finding or review.legal_finding)
        self.assertIn("900", review.with_user(self.finance).approval_changes)
        self._refused(review.with_user(self.finance).action_approve, "Finding of Finance")

    def test_changed_while_it_is_reviewed(self):
        """REQ D-11: an order changed meanwhile is not approved as it was."""
        review = self._review()
        review.action_submit()
        self.order.order_line.price_unit = 900
        self.env.flush_all()
        self._refused(
            lambda: review.with_user(self.finance).write({"finance_finding": "Fine"}),
            "content has changed since it was submitted",
        )
        self.assertFalse(review.finance_finding)
        review.with_user(self.finance).action_reject("The price has changed")
        self.assertEqual(review.state, "rejected")

    def test_what_is_missing(self):
        """REQ D-11: neither order nor file, no terms, a cancelled order, a stopped development."""
        reviews = self.env["customer.contract.review"].with_user(self.li)
        empty = reviews.create({"development_id": self.development.id})
        self.assertEqual(empty.partner_id, self.partner)
        self._refused(empty.action_submit, "choose the order, or add the file")
        self.order.payment_term_id = False
        review = self._review()
        self._refused(review.action_submit, "payment terms")
        self.order.payment_term_id = self.term
        self.order._action_cancel()
        self._refused(review.action_submit, "cancelled")
        self.assertEqual(review.state, "draft")

    def test_ended_development(self):
        """REQ D-10, D-11: nothing is reviewed any more where the talks have ended."""
        review = self._review(development_id=self.development.id)
        self.development._development_close("lost", "Too dear")
        self._refused(review.action_submit, "has ended")

    def test_one_review_at_a_time(self):
        """REQ D-11: an order under review is not handed in a second time."""
        first, second = self._review(), self._review()
        first.action_submit()
        self._refused(second.action_submit, "under review already")
        self.assertEqual(second.state, "draft")

    def test_order_of_another_customer_or_hidden(self):
        """REQ B-09, D-11: neither somebody else's order nor one of another customer."""
        other = self._make_customer("Other Mining Machinery")
        self._refused(
            lambda: self._review(partner_id=other.id, user_id=self.li.id),
            "is not a customer of yours",
            AccessError,
        )
        hidden = self.env["sale.order"].create({"partner_id": self.partner.id})
        hidden.user_id = self.zhao
        self.env.flush_all()
        self._refused(
            lambda: self._review(order_id=hidden.id), "not open|not allowed|access", AccessError
        )
        review = self._review()
        other.user_id = self.li
        self._refused(
            lambda: review.write({"partner_id": other.id}),
            "must be of the customer",
            ValidationError,
        )

    def test_strangers(self):
        """REQ B-09: finance and legal read all reviews, colleagues those of their customers."""
        review = self._review()
        for user, sees in (
            (self.li, True),
            (self.ma, True),
            (self.finance, True),
            (self.legal, True),
            (self.director, True),
            (self.wang, False),
            (self.zhao, False),
            (self.service, False),
            (self.technician, False),
        ):
            with self.subTest(user=user.login):
                found = review.with_user(user).search([("id", "=", review.id)])
                self.assertEqual(bool(found), sees)

    # ------------------------------------------------------------------ the gate
    def test_off_at_first(self):
        """REQ D-11, L-02: until a company wants it, orders are confirmed as ever."""
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_no_order_without_a_review(self):
        """REQ D-11: refused with the reason and what to do; approved, it signs."""
        self.env.company.development_contract_review = True
        for attempt in (
            self.order.action_confirm,
            lambda: self.order.write({"state": "sale"}),
            lambda: self.order.sudo().write({"state": "sale"}),
            lambda: self.env["sale.order"].create({"partner_id": self.partner.id, "state": "sale"}),
        ):
            self._refused(attempt, "finance and legal review the contract")
        self.assertEqual(self.order.state, "sent" if self.order.state == "sent" else "draft")
        self.assertIn("finance and legal", self.order.customer_hold_message)
        self._reviewed()
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.development.state, "signed")

    def test_a_running_review_is_none(self):
        """REQ D-11: before the last approval the order still waits."""
        self.env.company.development_contract_review = True
        review = self._review()
        review.action_submit()
        self._find(review)
        self._refused(self.order.action_confirm, "finance and legal review the contract")

    def test_changed_after_the_review(self):
        """REQ D-11: price, quantity, payment terms, text: each asks for a new review."""
        self.env.company.development_contract_review = True
        review = self._reviewed()
        other_term = self.term.copy()
        line = self.order.order_line
        for change in (
            lambda: line.write({"price_unit": 900}),
            lambda: line.write({"product_uom_qty": 3}),
            lambda: line.write({"discount": 5}),
            lambda: self.order.write({"payment_term_id": other_term.id}),
            lambda: self.order.write({"note": "<p>Two years of warranty</p>"}),
        ):
            with self.assertRaisesRegex(UserError, "have changed since"), self.env.cr.savepoint():
                change()
                self.env.flush_all()
                self.assertFalse(review._is_as_reviewed())
                self.order.action_confirm()
            self.env.invalidate_all()
        # what is no term changes nothing
        self.order.write({"client_order_ref": "PO 17"})
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_changed_file(self):
        """REQ D-11: a file replaced behind the approval is no longer the file reviewed."""
        file = (
            self.env["ir.attachment"]
            .with_user(self.li)
            .create({"name": "contract.pdf", "raw": b"the contract"})
        )
        review = self._reviewed(attachment_ids=[(6, 0, file.ids)])
        self.assertEqual((file.res_model, file.res_id), (review._name, review.id))
        self.assertEqual(
            file.with_user(self.legal).datas, base64.b64encode(b"the contract"), "legal reads it"
        )
        self._refused(lambda: review.write({"attachment_ids": [(5, 0, 0)]}), "approved as it is")
        self.assertTrue(review.is_current)
        file.raw = b"another contract"
        review.invalidate_recordset()
        self.assertFalse(review.is_current)
        self.env.company.development_contract_review = True
        self._refused(self.order.action_confirm, "have changed since")

    def test_small_orders_and_others(self):
        """REQ D-11: below the amount, and for partners nobody manages, nothing changes."""
        company = self.env.company
        company.write({"development_contract_review": True})
        company.development_contract_from = self.order.amount_total
        self._refused(self.order.action_confirm, "finance and legal review the contract")
        company.development_contract_from = self.order.amount_total + 1
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")
        company.development_contract_from = 0
        plain = self.env["res.partner"].create({"name": "Passer-by"})
        order = self.env["sale.order"].create({"partner_id": plain.id})
        plain.sudo().customer_category = False
        self.assertFalse(order.contract_review_text)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_confirmed_orders_are_left_alone(self):
        """REQ D-11: switched on later, confirmed orders go on as they are."""
        self.order.action_confirm()
        self.env.company.development_contract_review = True
        self.order.order_line.product_uom_qty = 5
        self.assertEqual(self.order.order_line.product_uom_qty, 5)

    def test_portal_signature_waits(self):
        """REQ D-11: a customer who signs is not refused; the salesperson is told why it waits."""
        self.env.company.development_contract_review = True
        self.order.sudo()._validate_order()
        self.assertNotEqual(self.order.state, "sale")
        note = self.order.activity_ids.filtered(lambda one: one.user_id == self.li).note
        self.assertIn("finance and legal review the contract", note)

    def test_button_on_the_order(self):
        """REQ D-11: the order says how far its review is, and opens it."""
        self.assertEqual(self.order.contract_review_text, "Not Reviewed")
        action = self.order.action_contract_review()
        review = (
            self.env["customer.contract.review"]
            .with_user(self.li)
            .with_context(action["context"])
            .create({})
        )
        self.assertEqual(review.order_id, self.order)
        self.order.invalidate_recordset()
        self.assertEqual(self.order.contract_review_text, "In Review")
        self.assertEqual(self.order.action_contract_review()["res_id"], review.id)

    def test_drafts_follow_the_customer(self):
        """REQ B-10, D-11: a review that is not under way goes to the new owner."""
        draft = self._review()
        running = self._review()
        running.action_submit()
        self.partner.user_id = self.wang
        self.assertEqual((draft.user_id, running.user_id), (self.wang, self.li))

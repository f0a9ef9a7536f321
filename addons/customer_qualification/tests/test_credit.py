from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .qualification_common import QualificationCommon


@tagged("post_install", "-at_install")
class TestCredit(QualificationCommon):
    """Prepayment, credit with limit and term, what counts as owed (REQ D-13, 003 三.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_release_required = False
        cls.Exposure = cls.env["customer.credit.exposure"]

    def _exposure(self, customer=None):
        customer = customer or self.customer
        return self.Exposure._of(self.company, customer).get(customer.id)

    def _refused(self, order, text):
        with self.assertRaisesRegex(UserError, text):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def _account(self, customer=None):
        return self.env["customer.credit.account"].search(
            [("partner_id", "=", (customer or self.customer).id)]
        )

    # ------------------------------------------------------------------ the review
    def test_both_sign_and_finance_writes_the_limit(self):
        """REQ D-13: the salesperson asks, the manager signs, finance writes limit and terms."""
        term = self.env.ref("account.account_payment_term_30days")
        review = self.env["customer.credit.review"].with_user(self.salesperson).create(
            {
                "partner_id": self.customer.id,
                "mode": "credit",
                "requested_limit": 90000,
                "requested_term_id": term.id,
            }
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "Credit Limit are written by finance, in its step"):
            review.credit_limit = 90000
        review.action_submit()
        for user in (self.salesperson, self.manager):
            with self.assertRaisesRegex(UserError, "is in approval and cannot be changed"):
                review.with_user(user).credit_limit = 90000
        review.with_user(self.manager).action_approve()
        with (
            self.assertRaisesRegex(UserError, "Credit Limit"),
            self.cr.savepoint(),
        ):
            review.with_user(self.finance).action_approve()
        review.with_user(self.finance).write({"credit_limit": 50000, "payment_term_id": term.id})
        review.with_user(self.finance).action_approve()
        self.assertEqual(review.state, "approved")
        account = self._account()
        self.assertEqual(
            (account.mode, account.credit_limit, account.payment_term_id, account.review_id),
            ("credit", 50000, term, review),
        )
        partner = self.customer.with_company(self.company)
        self.assertEqual(partner.credit_limit, 50000)
        self.assertEqual(partner.property_payment_term_id, term)

    def test_what_a_review_needs(self):
        """REQ D-13: limit and terms for credit; no negative limit; in company currency."""
        review = self.env["customer.credit.review"].with_user(self.salesperson).create(
            {"partner_id": self.customer.id, "mode": "credit"}
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "enter the limit and the payment terms asked for"):
            review.action_submit()
        with self.assertRaisesRegex(ValidationError, "must not be negative"):
            review.requested_limit = -1
        dollar = self._set_dollar_rate(0.14)
        review.write({"currency_id": dollar.id})
        review.invalidate_recordset()
        self.assertEqual(review.currency_id, self.company.currency_id)
        self.assertFalse(self._account())

    def test_nobody_writes_the_terms_in_force(self):
        """REQ B-09, D-13: not the standing, not the list, whoever asks by a call."""
        self._credit(1000)
        for user in (self.salesperson, self.finance, self.director, self.users_by_role["admin"]):
            with self.assertRaisesRegex(AccessError, "."):
                self._account().with_user(user).write({"credit_limit": 10**9})
        self.assertEqual(self._account().credit_limit, 1000)

    # ------------------------------------------------------------------ what counts
    def test_orders_count_until_they_are_invoiced(self):
        """REQ D-13: an order, its draft invoice, the posted one, its payment: once each."""
        self._credit(10000)
        order = self._order(4000)
        self.assertIsNone(self._exposure())
        order.action_confirm()
        self.assertEqual(self._exposure().orders, 4000)
        invoice = order.sudo()._create_invoices()
        figures = self._exposure()
        self.assertEqual((figures.orders, figures.drafts, figures.open), (0, 4000, 0))
        invoice.action_post()
        figures = self._exposure()
        self.assertEqual((figures.orders, figures.drafts, figures.open), (0, 0, 4000))
        bank = self._bank()
        payment = self._pay(4000, bank)
        self.assertEqual(self._exposure().open, 0)
        (payment.move_id.line_ids + invoice.line_ids).filtered(
            lambda line: line.account_id == self.receivable
        ).reconcile()
        self.assertFalse(self._exposure() and self._exposure().open)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._exposure().open, 4000)

    def test_down_payments_are_deducted_once(self):
        """REQ D-13: paid in advance and invoiced at the end: the sum owed is the order's rest."""
        self._credit(10000)
        order = self._order(4000)
        order.action_confirm()
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=order.ids, active_model="sale.order")
            .create({"advance_payment_method": "fixed", "fixed_amount": 1000})
        )
        wizard.create_invoices()
        down = order.sudo().invoice_ids
        figures = self._exposure()
        self.assertEqual((figures.orders, figures.drafts), (3000, 1000))
        down.invoice_line_ids.account_id = self.accounts[self.company][0]
        down.action_post()
        figures = self._exposure()
        self.assertEqual((figures.orders, figures.open), (3000, 1000))
        order.sudo()._create_invoices(final=True).action_post()
        figures = self._exposure()
        self.assertEqual((figures.orders, figures.open), (0, 4000))

    def test_bills_count_until_they_are_cleared(self):
        """REQ D-13: a bill settles the invoice, and counts until its account is cleared."""
        self._credit(10000)
        invoice = self._invoice(self.today, 4000)
        bills = self._bank(bill=True)
        payment = self._pay(4000, bills)
        (payment.move_id.line_ids + invoice.line_ids).filtered(
            lambda line: line.account_id == self.receivable
        ).reconcile()
        figures = self._exposure()
        self.assertEqual((figures.open, figures.bills), (0, 4000))
        journal, method = bills
        waiting = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == method.payment_account_id
        )
        cleared = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": method.payment_account_id.id,
                            "partner_id": self.customer.id,
                            "credit": 4000,
                        }
                    ),
                    Command.create({"account_id": journal.default_account_id.id, "debit": 4000}),
                ],
            }
        )
        cleared.action_post()
        (waiting + cleared.line_ids.filtered("credit")).reconcile()
        self.assertFalse(self._exposure() and self._exposure().bills)

    def test_a_bill_needs_its_account(self):
        """REQ D-13: without an account of its own nothing would tell what is not cleared."""
        _journal, method = self._bank()
        with self.assertRaisesRegex(ValidationError, "bills of exchange need an account"):
            method.write({"payment_account_id": False, "customer_bill": True})

    def test_other_currencies(self):
        """REQ D-13: an order in dollars counts in company currency."""
        dollar = self._set_dollar_rate(0.125)
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        self._credit(10000)
        order = self._order(1000, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, dollar)
        order.action_confirm()
        self.assertEqual(round(self._exposure().orders), 8000)
        self._refused(self._order(251, pricelist_id=pricelist.id), "credit limit .* exceeded by")

    def test_far_orders(self):
        """REQ D-13: an order beyond the horizon counts when it comes near, or is brought near."""
        self.company.customer_credit_horizon_days = 90
        self._credit(5000)
        far = self._order(9000, commitment_date=self.today + timedelta(days=200))
        far.action_confirm()
        self.assertEqual(self._exposure().orders, 0)
        with self.assertRaisesRegex(UserError, "credit limit"):
            far.commitment_date = self.today + timedelta(days=20)
        self._refused(self._order(9000), "credit limit")

    def test_cancelled_and_refunded(self):
        """REQ D-13: what was cancelled or credited is owed no more; a draft credit note counts
        nothing yet."""
        self._credit(10000)
        order = self._order(4000)
        order.action_confirm()
        order._action_cancel()
        self.assertIsNone(self._exposure())
        self._invoice(self.today, 3000)
        self._invoice(self.today, 1000, kind="out_refund")
        self._invoice(self.today, 500, kind="out_refund", state="draft")
        figures = self._exposure()
        self.assertEqual((figures.open, figures.drafts), (2000, 0))

    # ------------------------------------------------------------------ the check
    def test_the_limit(self):
        """REQ D-13: the last one that fits is confirmed, the next one refused with figures."""
        self._credit(10000)
        self._order(6000).action_confirm()
        self._order(4000).action_confirm()
        order = self._order(1)
        self._refused(order, r"credit limit of .*10,000\.00.* is exceeded by .*1\.00")
        self._refused(order, "Test finance can book a payment")
        self.company.customer_credit_control = False
        order.action_confirm()

    def test_several_at_once_count_together(self):
        """REQ D-13: two orders that fit each, but not together."""
        self._credit(10000)
        orders = self._order(6000) | self._order(6000)
        with self.assertRaisesRegex(UserError, "credit limit"):
            orders.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_a_confirmed_order_that_grows(self):
        """REQ D-13: price, quantity, lines, and a discount taken off again."""
        self._credit(1000)
        order = self._order(900)
        order.action_confirm()
        order.order_line.price_unit = 1000
        for values in ({"price_unit": 1001}, {"product_uom_qty": 2}):
            with self.assertRaisesRegex(UserError, "credit limit"), self.cr.savepoint():
                order.order_line.write(values)
        self.assertEqual(order.amount_total, 1000)
        order.order_line.product_uom_qty = 0.5
        self.assertEqual(order.amount_total, 500)

    def test_overdue(self):
        """REQ D-13: past its term and the tolerance, the customer is stopped; payment frees it."""
        self._credit(100000)
        tolerated = self.company.customer_credit_overdue_days
        day = self.today - timedelta(days=tolerated)
        self._invoice(day, 50, invoice_date_due=day, invoice_payment_term_id=False)
        self._order(10).action_confirm()
        late = day - timedelta(days=1)
        self._invoice(late, 70, invoice_date_due=late, invoice_payment_term_id=False)
        self._refused(self._order(10), r"70\.00.* is overdue for more than 7 days")
        self._pay(120, self._bank())
        self._order(10).action_confirm()

    def test_a_review_that_ran_out(self):
        """REQ D-13: after its last day there is no credit until the next review."""
        self._credit(100000, valid_until=self.today + timedelta(days=5))
        self._order(10).action_confirm()
        self._account().review_until = self.today - timedelta(days=1)
        self._refused(self._order(10), "credit review ran out")

    def test_prepayment_at_the_order(self):
        """REQ D-13: where the company wants it, even the order waits for the money."""
        review = self.env["customer.credit.review"].with_user(self.salesperson).create(
            {"partner_id": self.customer.id, "mode": "prepaid"}
        )  # fmt: skip
        self._approve(review, self.manager, self.finance)
        self.assertEqual(self._account().mode, "prepaid")
        self._order(1000).action_confirm()
        self.company.customer_prepayment_stop = "order"
        order = self._order(500)
        self._refused(order, r"pays in advance, and .*1,500\.00.* has not been received")
        payment = self._pay(1500, self._bank())
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        payment.action_draft()
        self._refused(self._order(1), "pays in advance")

    def test_money_of_a_quotation_confirms_no_other(self):
        """REQ D-13: paid online for one quotation, which waits: no money for another order."""
        self.company.customer_prepayment_stop = "order"
        paid, other = self._order(1000), self._order(1000)
        self._pay_online(paid, 1000, self._bank())
        self._refused(other, "pays in advance, and .*1,000.*paid for other orders")
        paid.action_confirm()
        self.assertEqual(paid.state, "sale")
        self._refused(other, "pays in advance")

    def test_no_review_is_prepayment(self):
        """REQ D-13: a new customer pays in advance; one from before the checks goes on."""
        self.company.customer_prepayment_stop = "order"
        self._refused(self._order(10), "pays in advance")
        self.company.customer_control_since = self.today
        self.customer.customer_managed_on = self.today - timedelta(days=1)
        self._order(10).action_confirm()

    def test_another_payer(self):
        """REQ D-13: sending the invoice to a stranger dodges nothing."""
        self._credit(1000)
        stranger = self.Partner.create({"name": "Stranger"})
        order = self._order(900, partner_invoice_id=stranger.id)
        order.action_confirm()
        self._refused(self._order(900, partner_invoice_id=stranger.id), "credit limit")

    # ------------------------------------------------------------------ exceptions
    def test_an_exception_for_an_amount(self):
        """REQ D-13: on top of the limit, until its day; three sign it, and it stays on record."""
        self._credit(1000)
        self._order(1000).action_confirm()
        leave = self._exception(500, kind="amount")
        self.assertTrue(leave.is_in_force)
        self._refused(self._order(501), "credit limit")
        self._order(500).action_confirm()
        leave.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE customer_credit_exception SET valid_until = %s WHERE id = %s",
            [self.today - timedelta(days=1), leave.id],
        )
        leave.invalidate_recordset()
        self.assertFalse(leave.is_in_force)
        self._refused(self._order(1), "credit limit")
        with self.assertRaisesRegex(UserError, "has been in approval and is kept"):
            leave.unlink()

    def test_what_an_exception_needs(self):
        """REQ D-13: the order of this customer, its whole amount, a day to come."""
        self._credit(100)
        order = self._order(1000)
        values = {
            "partner_id": self.customer.id,
            "kind": "order",
            "amount": 900,
            "reason": "x",
            "valid_until": self.today + timedelta(days=3),
        }
        leaves = self.env["customer.credit.exception"].with_user(self.salesperson)
        with self.assertRaisesRegex(ValidationError, "choose the order"):
            leaves.create(values)
        leave = leaves.create({**values, "order_id": order.id})
        with self.assertRaisesRegex(UserError, r"the order comes to .*1,000\.00.*Ask for as much"):
            leave.action_submit()
        other = self._order(10, customer=self.Partner.create({"name": "Stranger"}))
        with self.assertRaisesRegex(ValidationError, "the order is of another customer"):
            leave.order_id = other

    # ------------------------------------------------------------------ the lists
    def test_the_list_for_finance(self):
        """REQ D-13: blocked quotations and early warnings at 80 %, with figures and reason."""
        self._credit(1000)
        self._order(850).action_confirm()
        fits, blocked = self._order(100), self._order(500)
        holds = self.env["customer.credit.hold"].with_user(self.finance)
        holds.action_reckon()
        account = self._account()
        self.assertEqual(
            (account.status, account.exposure, account.available, account.used_percent),
            ("warning", 850, 150, 85),
        )
        found = {hold.order_id: hold for hold in holds.search([])}
        self.assertEqual(
            (found[blocked].status, found[blocked].reason, found[blocked].amount),
            ("blocked", "limit", 500),
        )
        self.assertEqual((found[fits].status, found[fits].reason), ("warning", False))
        self._credit(100000)
        cron = self.env.ref("customer_qualification.ir_cron_credit")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(holds.search([]))
        self.assertEqual(account.status, "good")

    def test_the_list_is_of_customers_one_sees(self):
        """REQ B-09, D-13: salespeople see their own, finance all, outsiders nothing."""
        self._credit(10)
        self._order(500)
        self.env["customer.credit.account"]._reckon(self.company)
        other = self._make_user("customer_other", "salesperson")
        counts = [
            self.env["customer.credit.hold"].with_user(user).search_count([])
            for user in (self.salesperson, self.finance, self.director, other, self.outsider)
        ]
        self.assertEqual(counts, [1, 1, 1, 0, 0])

    def test_exposure_is_one_query(self):
        """REQ D-13: of a hundred customers as of one."""
        partners = self.Partner.create([{"name": f"C{number}"} for number in range(100)])
        self._exposure()
        for among in (partners[:1], partners):
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.Exposure._of(self.company, among)

    def test_merged_customers_keep_one_standing(self):
        """REQ D-13: of customers that become one, the terms of the one that remains."""
        self._credit(1000)
        other = self.Partner.create(
            {
                "name": "Double",
                "is_company": True,
                "customer_category": "potential",
                "user_id": self.salesperson.id,
            }
        )
        self._credit(77, customer=other)
        self.env["customer.credit.account"]._merge_customers(other, self.customer)
        self.assertEqual(self._account().credit_limit, 1000)
        self.assertFalse(self._account(other))

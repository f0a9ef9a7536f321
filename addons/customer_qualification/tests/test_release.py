from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .qualification_common import QualificationCommon


@tagged("post_install", "-at_install")
class TestRelease(QualificationCommon):
    """Orders of customers that are not released, by every way there is (REQ D-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_credit_control = False

    def _refused(self, order, text="is not released for business"):
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, text):
            order.action_confirm()
        self.assertIn(order.state, ("draft", "sent"))

    def test_not_released(self):
        """REQ D-12: refused with the reason and who can help; released, it is confirmed."""
        order = self._order(1000)
        self.assertIn("is not released for business", order.customer_hold_message)
        self._refused(order)
        with self.assertRaisesRegex(UserError, "Test marketing can|or ask Test marketing"):
            order.action_confirm()
        self._release()
        order.invalidate_recordset()
        self.assertFalse(order.customer_hold_message)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_every_way_of_confirming(self):
        """REQ D-12: written state, creation, copy, several at once, superuser, a job."""
        order = self._order(1000)
        with self.assertRaisesRegex(UserError, "is not released"):
            order.write({"state": "sale"})
        with self.assertRaisesRegex(UserError, "is not released"):
            self._order(1000, state="sale")
        with self.assertRaisesRegex(UserError, "is not released"):
            order.sudo().action_confirm()
        with self.assertRaisesRegex(UserError, "is not released"):
            (order | self._order(5)).action_confirm()
        with self.assertRaisesRegex(UserError, "is not released"):
            order.with_context(
                customer_approval_seal=True, skip=True, tracking_disable=True
            ).action_confirm()
        confirmed = self._confirmed_before(order)
        with self.assertRaisesRegex(UserError, "is not released"):
            confirmed.copy().action_confirm()
        self.assertEqual(order.state, "draft")

    def _confirmed_before(self, order):
        """Return an order confirmed while the company did not check."""
        self.company.customer_release_required = False
        older = self._order(700)
        older.action_confirm()
        self.company.customer_release_required = True
        self.company.customer_control_since = False
        return older

    def test_the_customer_changes_afterwards(self):
        """REQ D-12: a confirmed order does not move to a customer who is not released."""
        stranger = self.Partner.create({"name": "Stranger"})
        order = self._order(900, customer=stranger, user=self.env.user)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "is not released"):
            order.partner_id = self.customer
        with self.assertRaisesRegex(UserError, "is not released"):
            order.partner_invoice_id = self.customer

    def test_a_customer_s_signature_is_kept(self):
        """REQ D-12: the portal confirms nothing, and its salesperson is told; no figures leave."""
        self.salesperson.lang = "en_US"
        order = self._order(1000, user=self.salesperson)
        order.action_quotation_sent()
        portal = order.with_user(self.env.ref("base.public_user")).sudo()
        portal._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertIn("not released", order.message_ids[0].body)
        self.assertEqual(order.activity_ids.user_id, self.salesperson)

    def test_a_payment_is_kept(self):
        """REQ D-12: money that came online is booked, and the order waits."""
        order = self._order(1000)
        order.action_quotation_sent()
        provider = self.env["payment.provider"].sudo().create(
            {"name": "Test", "code": "none", "company_id": self.company.id}
        )  # fmt: skip
        method = self.env["payment.method"].sudo().create({"name": "Test", "code": "test"})
        transaction = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": 1000,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [Command.link(order.id)],
                "reference": "online-1",
                "state": "done",
            }
        )  # fmt: skip
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertEqual(order.state, "sent")
        self.assertTrue(order.activity_ids)
        self._release()
        self.assertEqual(transaction._check_amount_and_confirm_order().id, order.id)

    def test_papers_that_ran_out(self):
        """REQ D-12: after the days of grace orders are stopped, until the paper is renewed."""
        self._release()
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        grace = self.company.customer_paper_grace_days
        account.papers_until = self.today - timedelta(days=grace)
        self._order(10).action_confirm()
        account.papers_until = self.today - timedelta(days=grace + 1)
        self._refused(self._order(10), "A required paper of the customer ran out")

    def test_the_agreement_ended(self):
        """REQ D-12: the release lasts as long as the agreement."""
        self._release()
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        account.released_until = self.today
        self._order(10).action_confirm()
        account.released_until = self.today - timedelta(days=1)
        self._refused(self._order(10), "agreement ended on")

    def test_another_code_is_another_company(self):
        """REQ D-12: with another credit code than approved the customer is reviewed anew."""
        self._release()
        self.customer.vat = False
        self._refused(self._order(10), "was approved")

    def test_release_of_another_company(self):
        """REQ D-12: what one company released, the other has not."""
        self._release()
        sister = self.env["res.company"].create(
            {
                "name": "Sister",
                "country_id": self.env.ref("base.cn").id,
                "customer_release_required": True,
            }
        )
        sister.customer_control_since = False
        self.salesperson.company_ids += sister
        order = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .with_context(allowed_company_ids=sister.ids)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": sister.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        self._refused(order)

    def test_customers_from_before_are_spared(self):
        """REQ D-12, L-02: switching it on stops nobody who bought until then."""
        self.company.write({"customer_release_required": False, "customer_control_since": False})
        self.customer.customer_managed_on = self.today - timedelta(days=30)
        self.company.customer_release_required = True
        self.assertEqual(self.company.customer_control_since, self.today)
        self._order(10).action_confirm()
        review = self._release()
        review.with_user(self.director).action_end("no longer wanted")
        self._refused(self._order(10), "release was ended")

    def test_partners_that_are_no_customers(self):
        """REQ D-12: left alone at one query more; a managed customer costs at most five."""
        stranger = self.Partner.create({"name": "Stranger"})
        self._release()
        counts = {}
        for checked in (False, True):
            self.company.write(
                {"customer_release_required": checked, "customer_credit_control": False}
            )
            self.company.customer_control_since = False
            for name, partner in (("stranger", stranger), ("customer", self.customer)):
                orders = [self._order(5, customer=partner, user=self.env.user) for _n in range(2)]
                stranger.customer_category = False
                self.env.flush_all()
                for order in orders:
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    order.action_confirm()
                    self.env.flush_all()
                    counts[name, checked] = self.env.cr.sql_log_count - before
                    stranger.customer_category = False
        self.assertLessEqual(counts["stranger", True] - counts["stranger", False], 1)
        self.assertLessEqual(counts["customer", True] - counts["customer", False], 5)

    def test_an_exception_for_one_order(self):
        """REQ D-13: one order, up to its amount, until its day; not its copy, not what it grew."""
        order = self._order(1000)
        self._exception(1000, kind="order", order_id=order.id)
        copy = order.copy()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self._refused(copy)
        with self.assertRaisesRegex(UserError, "is not released"):
            order.order_line.price_unit = 2000
        with self.assertRaisesRegex(UserError, "is not released"):
            order.write(
                {"order_line": [Command.create({"product_id": self.product.id, "price_unit": 1})]}
            )

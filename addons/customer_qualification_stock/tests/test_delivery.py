from odoo.addons.customer_qualification.tests.qualification_common import QualificationCommon
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDelivery(QualificationCommon):
    """先款后货 and credit at the warehouse, by every way goods leave (REQ D-13, 003 三.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_release_required = False
        cls.product.is_storable = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, cls.warehouse.lot_stock_id, 100
        )
        cls.bank = cls._bank()

    def _prepaid(self):
        review = self.env["customer.credit.review"].with_user(self.salesperson).create(
            {"partner_id": self.customer.id, "mode": "prepaid"}
        )  # fmt: skip
        self._approve(review, self.manager, self.finance)

    def _delivery(self, amount=1000, quantity=1, **values):
        order = self._order(amount, quantity=quantity, **values)
        order.action_confirm()
        return order.sudo().picking_ids

    def _ship(self, picking, quantity=None):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def _refused(self, picking, text="pays in advance", quantity=None):
        with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
            self._ship(picking, quantity)
        self.assertNotEqual(picking.state, "done")
        self.assertFalse(picking.move_ids.filtered(lambda move: move.state == "done"))

    def test_first_the_money(self):
        """REQ D-13: confirmed at once, delivered when finance has booked the payment."""
        self._prepaid()
        picking = self._delivery(1000)
        self.assertIn("pays in advance", picking.customer_hold_message)
        self._refused(picking, r"1,000\.00.* has not been received")
        self._pay(999.99, self.bank)
        self._refused(picking, r"0\.01.* has not been received")
        self._pay(0.01, self.bank)
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_what_a_customer_owes_is_for_who_may_see_it(self):
        """REQ D-13, B-09: whoever delivers is told what is missing; debts only of one's customers.

        The document names its customer; figures and codes are read with the customer.
        """
        self._prepaid()
        picking = self._delivery(1000)
        self.company.customer_partner_rule = True
        keeper, shipping = (
            new_test_user(
                self.env, login, groups=groups,
                company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
            )
            for login, groups in (
                ("keeper", "stock.group_stock_user"),
                ("shipping", "stock.group_stock_user,customer_base.group_customer_all"),
            )
        )  # fmt: skip
        for user, told in ((shipping, True), (keeper, False)):
            mine = picking.with_user(user)
            message = mine.customer_hold_message
            self.assertEqual("1,000.00" in message, told, user.login)
            self.assertIn(picking.name, message)
            self.assertIn("can book a payment", message)
            with self.assertRaises(UserError) as refused, self.cr.savepoint():
                self._ship(mine)
            self.assertEqual(str(refused.exception), message)
        self.assertIn("too much is owed", message)
        self._pay(1000, self.bank)
        self.assertFalse(picking.with_user(keeper).customer_hold_message)

    def test_a_bill_is_no_money_yet(self):
        """REQ D-13: a bill of exchange frees the goods once it is cleared."""
        self._prepaid()
        picking = self._delivery(1000)
        self._pay(1000, self._bank(bill=True))
        self._refused(picking, r"bills not cleared .*1,000\.00")

    def test_a_down_payment_pays_for_its_part(self):
        """REQ D-13: half of it paid in advance: half of the goods, not more."""
        self._prepaid()
        picking = self._delivery(100, quantity=10)
        order = picking.sale_id
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=order.ids, active_model="sale.order")
            .create({"advance_payment_method": "fixed", "fixed_amount": 500})
        )
        wizard.create_invoices()
        down = order.invoice_ids
        down.invoice_line_ids.account_id = self.accounts[self.company][0]
        down.action_post()
        self._refused(picking, "pays in advance", quantity=1)
        self._pay(500, self.bank)
        self._refused(picking, r"100\.00.* has not been received", quantity=6)
        self._ship(picking, 5)
        rest = order.picking_ids - picking
        self._refused(rest, "pays in advance", quantity=1)

    def test_split_deliveries(self):
        """REQ D-13: a delivery in small parts brings no more than was paid."""
        self._prepaid()
        picking = self._delivery(100, quantity=10)
        self._pay(300, self.bank)
        self._ship(picking, 2)
        second = picking.sale_id.picking_ids - picking
        self._ship(second, 1)
        third = picking.sale_id.picking_ids - picking - second
        self._refused(third, quantity=1)
        both = self._delivery(100) | self._delivery(100)
        self._pay(100, self.bank)
        with self.assertRaisesRegex(UserError, "pays in advance"), self.cr.savepoint():
            for move in both.move_ids:
                move.quantity, move.picked = 1, True
            both.with_context(skip_backorder=True).button_validate()
        self.assertEqual(set(both.mapped("state")), {"assigned"})

    def test_a_payment_taken_back(self):
        """REQ D-13: what left stays; the next delivery waits. An invoice is always possible."""
        self._prepaid()
        payment = self._pay(1000, self.bank)
        first, second = self._delivery(500), self._delivery(500)
        self._ship(first)
        payment.action_draft()
        payment.action_cancel()
        self._refused(second)
        invoice = first.sale_id._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def _settle(self, payment, invoice):
        (payment.move_id.line_ids + invoice.line_ids).filtered(
            lambda line: line.account_id == self.receivable
        ).reconcile()

    def _down_payment(self, order, amount):
        self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        ).create({"advance_payment_method": "fixed", "fixed_amount": amount}).create_invoices()
        down = order.invoice_ids
        down.invoice_line_ids.account_id = self.accounts[self.company][0]
        down.action_post()
        return down

    def test_money_for_one_order_pays_no_other(self):
        """REQ D-13: who paid the invoice of one order gets that one, not another of its price."""
        self._prepaid()
        paid, other = self._delivery(1000), self._delivery(1000)
        invoice = paid.sale_id._create_invoices()
        invoice.action_post()
        self._settle(self._pay(1000, self.bank), invoice)
        self._refused(other, r"1,000\.00.* has not been received: .*paid for other orders")
        self.assertIn("pays in advance", other.customer_hold_message)
        self.assertFalse(paid.customer_hold_message)
        self._ship(paid)
        self.assertEqual(paid.state, "done")
        self._refused(other)
        self._pay(1000, self.bank)
        self._ship(other)
        self.assertEqual(other.state, "done")

    def test_a_down_payment_pays_no_other_order(self):
        """REQ D-13: 600 paid in advance for one order are no money for another, also in parts."""
        self._prepaid()
        picking, other = self._delivery(100, quantity=10), self._delivery(100)
        down = self._down_payment(picking.sale_id, 600)
        self._settle(self._pay(600, self.bank), down)
        self._refused(other)
        self._ship(picking, 2)
        self._refused(other)
        rest = picking.sale_id.picking_ids - picking
        self._refused(rest, r"400\.00.* has not been received")
        self._ship(rest, 4)
        last = picking.sale_id.picking_ids - picking - rest
        self._refused(last)
        self._refused(other)

    def test_an_order_paid_online_keeps_its_money(self):
        """REQ D-13: paid with the order, not yet invoiced: its goods, not those of another."""
        self._prepaid()
        paid, other = self._delivery(1000), self._delivery(1000)
        self._pay_online(paid.sale_id, 1000, self.bank)
        self._refused(other)
        self._ship(paid)
        self.assertEqual(paid.state, "done")
        self._refused(other)

    def test_services_paid_are_no_goods(self):
        """REQ D-13: an installation paid in advance, which nobody delivers, buys no goods."""
        self._prepaid()
        service = self.env["product.product"].create(
            {"name": "Installation", "type": "service", "taxes_id": False,
             "property_account_income_id": self.accounts[self.company][0].id,
             "invoice_policy": "order"}
        )  # fmt: skip
        order = self._order(1000)
        order.order_line.product_id = service
        order.action_confirm()
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        self._settle(self._pay(1000, self.bank), invoice)
        self._refused(self._delivery(1000))

    def test_both_orders_in_one_batch(self):
        """REQ D-13: the paid one and another validated together: refused, as one by one."""
        self._prepaid()
        paid, other = self._delivery(1000), self._delivery(500)
        invoice = paid.sale_id._create_invoices()
        invoice.action_post()
        self._settle(self._pay(1000, self.bank), invoice)
        for both in (paid | other, other | paid):
            with self.assertRaisesRegex(UserError, "pays in advance"), self.cr.savepoint():
                for move in both.move_ids:
                    move.quantity, move.picked = 1, True
                both.with_context(skip_backorder=True).button_validate()
        self._pay(500, self.bank)
        for move in (paid | other).move_ids:
            move.quantity, move.picked = 1, True
        (paid | other).with_context(skip_backorder=True).button_validate()
        self.assertEqual(set((paid | other).mapped("state")), {"done"})

    def test_an_invoice_not_paid_stops_nothing_paid(self):
        """REQ D-13: one order is invoiced and waits; the other, invoiced and paid, goes."""
        self._prepaid()
        waiting, paid = self._delivery(1000), self._delivery(700)
        waiting.sale_id._create_invoices().action_post()
        invoice = paid.sale_id._create_invoices()
        invoice.action_post()
        self._settle(self._pay(700, self.bank), invoice)
        self._refused(waiting)
        self._ship(paid)
        self.assertEqual(paid.state, "done")

    def test_a_credited_order_frees_its_money(self):
        """REQ D-13: the paid invoice is credited: its money is there for another order."""
        self._prepaid()
        first, second = self._delivery(1000), self._delivery(1000)
        invoice = first.sale_id._create_invoices()
        invoice.action_post()
        self._settle(self._pay(1000, self.bank), invoice)
        self._refused(second)
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": invoice.journal_id.id}).refund_moves()
        credit = first.sale_id.invoice_ids - invoice
        self._refused(second)
        credit.action_post()
        self._ship(second)
        self.assertEqual(second.state, "done")

    def test_an_unreconciled_payment_is_still_money(self):
        """REQ D-13: taken off its invoice, the payment is there; only cancelled it is not."""
        self._prepaid()
        picking = self._delivery(800)
        invoice = picking.sale_id._create_invoices()
        invoice.action_post()
        self._refused(picking)
        payment = self._pay(800, self.bank)
        lines = (payment.move_id.line_ids + invoice.line_ids).filtered(
            lambda line: line.account_id == self.receivable
        )
        lines.reconcile()
        lines.remove_move_reconcile()
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_every_way_goods_leave(self):
        """REQ D-13: context, the moves themselves, a written state, goods without an order."""
        self._prepaid()
        picking = self._delivery(1000)
        picking.move_ids.quantity, picking.move_ids.picked = 1, True
        for attempt in (
            lambda: picking.with_context(
                skip_sanity_check=True, skip_backorder=True, button_validate_picking_ids=picking.ids
            ).button_validate(),
            lambda: picking._action_done(),
            lambda: picking.move_ids._action_done(),
            lambda: picking.move_ids.write({"state": "done"}),
            lambda: picking.sudo().button_validate(),
        ):
            with self.assertRaisesRegex(UserError, "pays in advance"), self.cr.savepoint():
                attempt()
            self.env.invalidate_all()
        plain = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        plain.action_confirm()
        self._refused(plain)

    def test_a_discount_of_the_order_counts(self):
        """REQ D-13: goods for 1,000 less 100: 900 are enough."""
        self._prepaid()
        order = self._order(1000)
        discount = self.env["product.product"].create(
            {"name": "Discount", "type": "service", "taxes_id": False}
        )
        order.order_line = [
            Command.create({"product_id": discount.id, "price_unit": -100, "tax_ids": []})
        ]
        order.action_confirm()
        picking = order.sudo().picking_ids
        self._pay(899, self.bank)
        self._refused(picking)
        self._pay(1, self.bank)
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_credit_customers(self):
        """REQ D-13: what has left counts at the warehouse; overdue money stops it."""
        self._credit(1000)
        first, second = self._delivery(600), self._delivery(400)
        self._ship(first)
        self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        ).credit_limit = 900
        self._refused(second, "credit limit of .*900")
        self._exception(100, kind="amount")
        self._ship(second)
        self.assertEqual(second.state, "done")

    def test_not_released(self):
        """REQ D-12: a release that ends stops what is not delivered yet; returns go on."""
        self.company.customer_credit_control = False
        self.company.customer_release_required = True
        review = self._release()
        first, second = self._delivery(10), self._delivery(10)
        self._ship(first)
        review.with_user(self.director).action_end("licence revoked")
        self._refused(second, "release was ended")
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=first.id, active_model="stock.picking")
            .create({"picking_id": first.id})
        )
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        self._ship(back)
        self.assertEqual(back.state, "done")

    def test_an_exception_for_the_order(self):
        """REQ D-13: it covers the deliveries of its order, up to its amount."""
        self._prepaid()
        picking = self._delivery(1000)
        other = self._delivery(1000)
        self._exception(1000, kind="order", order_id=picking.sale_id.id)
        self._refused(other)
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_the_list_names_deliveries(self):
        """REQ D-13: what waits for its money is on finance's list, and leaves it when paid."""
        self._prepaid()
        picking = self._delivery(1000)
        holds = self.env["customer.credit.hold"].with_user(self.finance)
        holds.action_reckon()
        hold = holds.search([("picking_id", "=", picking.id)])
        self.assertEqual((hold.kind, hold.reason, hold.amount), ("delivery", "prepaid", 1000))
        self._pay(1000, self.bank)
        holds.action_reckon()
        self.assertFalse(holds.search([]))

    def test_partners_that_are_no_customers(self):
        """REQ D-13: delivered as in Odoo alone, at one query more."""
        stranger = self.Partner.create({"name": "Stranger"})
        counts = {}
        for checked in (False, True):
            self.company.customer_credit_control = checked
            for _time in range(2):
                picking = self._delivery(10, customer=stranger, user=self.env.user)
                stranger.customer_category = False
                for move in picking.move_ids:
                    move.quantity, move.picked = 1, True
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                picking.with_context(skip_backorder=True).button_validate()
                self.env.flush_all()
                counts[checked] = self.env.cr.sql_log_count - before
                self.assertEqual(picking.state, "done")
        self.assertLessEqual(counts[True] - counts[False], 1)

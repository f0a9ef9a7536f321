from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .trade_common import TradeCase


@tagged("post_install", "-at_install")
class TestFileTrade(TradeCase):
    """Trades with us come from orders and invoices, nothing is typed (REQ B-02)."""

    def test_orders_and_invoices_with_place_amount_and_default(self):
        """REQ B-02: date, place, amount, responsible person, default; drafts are no trades."""
        today = self.env.company._workday_today()
        overdue = self._invoice(300.0, "2026-03-31")
        open_invoice = self._invoice(200.0, fields.Date.add(today, days=30))
        refund = self._invoice(50.0, "2026-03-31", "out_refund")
        self._invoice(999.0, "2026-03-31", post=False)
        order = self._order(700.0)
        self._order(999.0, confirm=False)
        trades = {trade.name: trade for trade in self._trades()}
        self.assertEqual(set(trades), {overdue.name, open_invoice.name, refund.name, order.name})
        late = trades[overdue.name]
        self.assertEqual((late.kind, late.amount, late.overdue), ("invoice", 300.0, 300.0))
        self.assertTrue(late.is_default)
        self.assertEqual(late.place, "苏州")
        self.assertEqual(late.user_id, self.salesperson)
        self.assertFalse(trades[open_invoice.name].is_default)
        self.assertEqual(trades[refund.name].amount, -50.0)
        self.assertFalse(trades[refund.name].is_default)
        self.assertEqual(trades[order.name].note, "PO 17")
        self.assertFalse(trades[order.name].is_default)
        file = self._file()
        self.assertEqual(file.trade_count, 4)
        self.assertEqual(
            (file.ordered_total, file.invoiced_total, file.overdue_total), (700.0, 450.0, 300.0)
        )

    def test_order_is_in_default_while_its_invoice_is(self):
        """REQ B-02, F-22: an order whose invoice is overdue, until that is paid; one row a deal."""
        order = self._order(400.0)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.write({"invoice_date": "2026-03-02", "invoice_date_due": "2026-03-31"})
        invoice.action_post()
        kinds = {trade.kind: trade.is_default for trade in self._trades()}
        self.assertEqual(kinds, {"order": True})
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment.create({})._create_payments()
        invoice.matched_payment_ids.action_validate()
        self.env.invalidate_all()
        kinds = {trade.kind: trade.is_default for trade in self._trades()}
        self.assertEqual(kinds, {"order": False})

    def test_form_shows_the_latest_ten(self):
        """REQ B-02: the form lists ten, the button the rest."""
        for price in range(12):
            self._invoice(100.0 + price, "2026-03-31")
        file = self._file()
        self.assertEqual(len(file.trade_ids), 10)
        action = file.action_open_trades()
        self.assertEqual(file.trade_ids.search_count(action["domain"]), 12)

    def test_salespeople_see_the_trades_of_their_customers_only(self):
        """REQ B-09: without accounting rights, own customers' trades only, and never changed."""
        self._invoice(300.0, "2026-03-31")
        self._file()
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Journal Entry'"):
            self.env["account.move"].with_user(self.users_by_role["clerk"]).search([])
        self.assertEqual(len(self._trades()), 1)
        self.assertEqual(len(self._trades(self.manager)), 1)
        self.assertEqual(len(self._trades(self.director)), 1)
        self.assertFalse(self._trades(self.colleague))
        self.assertFalse(self._trades(self.other_manager))
        trade = self._trades()
        with self.assertRaisesRegex(AccessError, "not allowed to modify 'Trade with Us'"):
            trade.write({"note": "x"})
        with self.assertRaisesRegex(AccessError, "not allowed to delete 'Trade with Us'"):
            trade.unlink()
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Trade with Us'"):
            trade.create({})

    def test_credit_limit_is_shown_without_accounting_rights(self):
        """REQ B-02: the current credit level; the limit, if one is set."""
        file = self._file()
        self.assertEqual(file.credit_limit, 0.0)
        self.customer.with_company(self.company).write({"credit_limit": 50000.0, "trust": "good"})
        self.env.invalidate_all()
        file = file.with_company(self.company)
        self.assertEqual((file.credit_limit, file.credit_text), (50000.0, "Good Credit"))

from odoo.tests import tagged

from .trade_common import TradeCase


@tagged("post_install", "-at_install")
class TestFileDeals(TradeCase):
    """An order and its invoices are one deal, one row (F-22, REQ B-02)."""

    def _bill(self, order, quantity, due="2026-03-31"):
        order.order_line.filtered("product_id").qty_delivered += quantity
        invoice = order._create_invoices()
        invoice.write({"invoice_date": "2026-03-02", "invoice_date_due": due})
        return invoice

    def test_order_and_invoice_are_one_row(self):
        """F-22: ordered 400, invoiced 400, overdue 400: one trade."""
        order = self._order(400.0)
        self._bill(order, 1).action_post()
        [trade] = self._trades()
        self.assertEqual(trade.name, order.name)
        self.assertEqual((trade.amount, trade.ordered, trade.invoiced), (400.0, 400.0, 400.0))
        self.assertEqual((trade.overdue, trade.is_default), (400.0, True))
        file = self._file()
        self.assertEqual(file.trade_count, 1)
        self.assertEqual((file.ordered_total, file.invoiced_total), (400.0, 400.0))

    def test_two_invoices_and_a_credit_note_of_one_order(self):
        """F-22: parts are added up, what is credited is taken off."""
        order = self._order(100.0)
        order.order_line.write({"product_uom_qty": 10, "price_unit": 100.0})
        order.order_line.product_id.invoice_policy = "delivery"
        self._bill(order, 6).action_post()
        second = self._bill(order, 4)
        second.action_post()
        refund = second._reverse_moves([{"invoice_date": "2026-03-05"}])
        refund.action_post()
        [trade] = self._trades()
        self.assertEqual((trade.ordered, trade.invoiced), (1000.0, 600.0))

    def test_what_an_invoice_adds_is_a_trade_of_its_own(self):
        """F-22: freight written on the invoice of an order is shown beside the order."""
        order = self._order(400.0)
        invoice = self._bill(order, 1)
        invoice.write(
            {"invoice_line_ids": [(0, 0, {"name": "Freight", "price_unit": 60.0, "tax_ids": []})]}
        )
        invoice.action_post()
        trades = {trade.kind: trade for trade in self._trades()}
        self.assertEqual(set(trades), {"order", "invoice"})
        self.assertAlmostEqual(trades["order"].invoiced, 400.0)
        self.assertAlmostEqual(trades["invoice"].invoiced, 60.0)
        self.assertAlmostEqual(trades["invoice"].overdue, 60.0)

    def test_an_invoice_of_a_cancelled_order_stays(self):
        """F-22: without its order, the invoice is the trade."""
        order = self._order(400.0)
        invoice = self._bill(order, 1)
        invoice.action_post()
        order._action_cancel()
        [trade] = self._trades()
        self.assertEqual((trade.name, trade.invoiced), (invoice.name, 400.0))

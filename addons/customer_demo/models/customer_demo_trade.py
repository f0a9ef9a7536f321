from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from ..tables.customers import (
    BIG_BUYERS,
    STOPPED,
    STOPPED_DAYS,
    STOPPED_GAP,
    STOPPED_ORDERS,
)
from ..tables.products import QUANTITIES

DAYS = 730
LOST_DAYS = 280  # lost customers have not ordered for at least so long
# By month of the year: spring and autumn are the seasons, Spring Festival and heat are slack.
SEASON = (0.5, 0.4, 1.3, 1.4, 1.3, 1.0, 0.7, 0.8, 1.3, 1.5, 1.0, 0.8)
ORDERS_A_MONTH = {"large": 0.6, "medium": 0.25, "small": 0.1}
MACHINE_CHANCE = {"large": 0.55, "medium": 0.3, "small": 0.04}
# Days of the month on which the finance department makes invoices and books payments.
INVOICE_DAYS = (8, 18, 28)
PAYMENT_DAYS = (5, 15, 25)
# Days after the due date on which a customer pays, from and to.
DELAYS = {"good": (-6, 1), "slow": (8, 60), "bad": (40, 180)}


class CustomerDemo(models.AbstractModel):
    """Two years of quotations, orders, invoices, credit notes and payments."""

    _inherit = "customer.demo"

    def _make_trade(self, chance, customers, products):
        self._let_bank_payments_settle()
        plan = self._plan_orders(chance, customers, products)
        orders = self._make_orders(plan)
        invoices = self._make_invoices(chance, plan, orders)
        self._make_credit_notes(chance, invoices)
        self._make_payments(chance, customers, invoices)
        self._make_big_orders(customers, products)
        self._make_quotations(chance, customers, products)
        partners = self.env["res.partner"].union(*(c["partner"] for c in customers))
        # In the order of their size, as a company that numbered its customers once.
        partners.filtered(lambda p: p.customer_category == "closed")._customer_assign_code()
        self._date_back_partners(partners)

    def _let_bank_payments_settle(self):
        """A registered bank payment is paid at once: no statements are kept in the demo."""
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        bank.inbound_payment_method_line_ids.payment_account_id = bank.default_account_id

    @staticmethod
    def _next_of(days, date):
        """Return the first date from ``date`` on that is one of these days of a month."""
        while date.day not in days:
            date += timedelta(days=1)
        return date

    # ------------------------------------------------------------------ plan
    def _plan_orders(self, chance, customers, products):
        """Return the orders to make by date: customer, date, lines."""
        stopped = customers[STOPPED]
        plan = [
            {
                "customer": stopped,
                "date": self._days_ago(STOPPED_DAYS + STOPPED_GAP * number),
                "lines": self._plan_lines(chance, stopped["size"], products),
            }
            for number in range(STOPPED_ORDERS)
        ]
        for customer in customers:
            if customer is stopped:
                continue
            last = chance.randint(LOST_DAYS, LOST_DAYS + 90) if customer["lost"] else 3
            for back in range(DAYS, last, -1):
                date = self._days_ago(back)
                rate = ORDERS_A_MONTH[customer["size"]] * SEASON[date.month - 1] / 22.0
                if date.weekday() < 5 and chance.random() < rate:
                    plan.append(
                        {
                            "customer": customer,
                            "date": date,
                            "lines": self._plan_lines(chance, customer["size"], products),
                        }
                    )
        plan.sort(key=lambda order: order["date"])
        workdays = self._workdays_back([order["date"] for order in plan])
        for order, date in zip(plan, workdays, strict=True):
            order["date"] = date
        return sorted(plan, key=lambda order: order["date"])

    def _plan_lines(self, chance, size, products):
        """Return (product, quantity, discount) of one order."""
        kinds = ["machine"] if chance.random() < MACHINE_CHANCE[size] else []
        kinds += ["spare"] * chance.randint(0 if kinds else 1, 3)
        if chance.random() < 0.15:
            kinds.append("service")
        lines = {}
        for kind in kinds:
            product = chance.choice(products[kind])
            low, high = QUANTITIES[kind]
            if size == "large" and kind == "machine":
                high = 3
            discount = {"large": 6, "medium": 3, "small": 0}[size] if kind != "service" else 0
            lines[product] = (chance.randint(low, high), discount)
        return [(product, *rest) for product, rest in lines.items()]

    # ------------------------------------------------------------------ orders
    def _order_values(self, partner, date, lines):
        return {
            "partner_id": partner.id,
            "user_id": partner.user_id.id,
            "date_order": self._moment(date),
            "validity_date": date + timedelta(days=30),
            "order_line": [
                Command.create(
                    {"product_id": product.id, "product_uom_qty": quantity, "discount": discount}
                )
                for product, quantity, discount in lines
            ],
        }

    def _make_orders(self, plan):
        """Create and confirm the planned orders, a month at a time."""
        orders = self.env["sale.order"]
        by_month = defaultdict(list)
        for order in plan:
            by_month[order["date"].replace(day=1)].append(order)
        for planned in by_month.values():
            batch = self.env["sale.order"].create(
                [
                    self._order_values(order["customer"]["partner"], order["date"], order["lines"])
                    for order in planned
                ]
            )
            batch.action_confirm()
            orders |= batch
        # Confirming dates an order today.
        dates = [order["date"] for order in plan]
        self._date_back_orders(zip(orders, dates, strict=True))
        return orders

    def _make_big_orders(self, customers, products):
        """Some customers buy for as much of the key account line as they are known for.

        One order of the last weeks makes up for what chance left out; it is invoiced and not due.
        """
        line = self.env.ref("customer_key_account.customer_key_account_type_value").threshold
        machine = max(products["machine"], key=lambda product: product.list_price)
        ordered, invoiced = self._workdays_back([self._days_ago(13), self._days_ago(9)])
        for place, share in BIG_BUYERS.items():
            partner = customers[place]["partner"]
            missing = line * share - self._bought_in_a_year(partner)
            if missing <= 0:
                continue
            count = -(-missing // machine.list_price)
            values = self._order_values(partner, ordered, [(machine, count, 0)])
            values["order_line"][0][2]["price_unit"] = round(missing / count, -2)
            order = self.env["sale.order"].create(values)
            order.action_confirm()
            self._date_back_orders([(order, ordered)])
            invoice = order._create_invoices()
            invoice.invoice_date = invoiced
            invoice.action_post()
        self._date_back_creation("account_move", "invoice_date")

    def _bought_in_a_year(self, partner):
        """Return the net invoiced amount of the last twelve months."""
        [[amount]] = self.env["account.move"]._read_group(
            [
                ("commercial_partner_id", "=", partner.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                ("invoice_date", ">", self._today() - relativedelta(months=12)),
            ],
            aggregates=["amount_untaxed_signed:sum"],
        )
        return amount or 0.0

    def _date_back_orders(self, pairs):
        """Give confirmed orders the day on which they came."""
        by_date = defaultdict(self.env["sale.order"].browse)
        for order, date in pairs:
            by_date[date] |= order
        for date, orders in by_date.items():
            orders.date_order = self._moment(date)
        self._date_back_creation("sale_order", "date_order")

    def _make_quotations(self, chance, customers, products):
        """Leave some quotations of the last weeks open, and some older ones cancelled."""
        vals_list = []
        for _number in range(24):
            customer = chance.choice([c for c in customers if not c["lost"]])
            date = self._days_ago(chance.randint(2, 40))
            lines = self._plan_lines(chance, customer["size"], products)
            vals_list.append(self._order_values(customer["partner"], date, lines))
        quotations = self.env["sale.order"].create(vals_list)
        quotations[6:19].action_quotation_sent()
        quotations[19:]._action_cancel()
        self._date_back_creation("sale_order", "date_order")

    # ------------------------------------------------------------------ invoices
    def _make_invoices(self, chance, plan, orders):
        """Invoice the orders on the days of invoicing and post the invoices in that order."""
        last = self._days_ago(1)
        by_order = {}
        for order, planned in zip(orders, plan, strict=True):
            date = self._next_of(INVOICE_DAYS, planned["date"] + timedelta(days=3))
            if date <= last:
                by_order[order] = date
        due = self.env["sale.order"].union(*by_order)
        invoices = due._create_invoices(grouped=True)
        by_date = defaultdict(self.env["account.move"].browse)
        for invoice in invoices:
            by_date[by_order[invoice.line_ids.sale_line_ids.order_id]] |= invoice
        for date, batch in sorted(by_date.items()):
            batch.invoice_date = date
            batch.action_post()
        self._date_back_creation("account_move", "invoice_date")
        return invoices.sorted(lambda move: (move.invoice_date, move.id))

    def _make_credit_notes(self, chance, invoices):
        """Give allowances for faulty goods on some invoices, and take a few back altogether."""
        chosen = chance.sample(list(invoices[: -len(invoices) // 10]), 10)
        for number, invoice in enumerate(sorted(chosen, key=lambda move: move.id)):
            whole = number % 5 == 4
            date = min(invoice.invoice_date + timedelta(days=20), self._days_ago(1))
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create(
                    {
                        "date": date,
                        "reason": "退货" if whole else "质量问题折让",
                        "journal_id": invoice.journal_id.id,
                    }
                )
            )
            wizard.refund_moves()
            note = wizard.new_move_ids
            note.invoice_date = date
            if not whole:
                first, *others = note.invoice_line_ids
                price = round(first.price_unit * 0.06, -1) or 50
                note.invoice_line_ids = [Command.delete(line.id) for line in others] + [
                    Command.update(first.id, {"quantity": 1, "price_unit": price})
                ]
            note.action_post()
            lines = (invoice | note).line_ids
            lines.filtered(
                lambda line: line.account_type == "asset_receivable" and not line.reconciled
            ).reconcile()
        self._date_back_creation("account_move", "invoice_date")

    # ------------------------------------------------------------------ payments
    def _make_payments(self, chance, customers, invoices):
        """Register what customers have paid; the rest stays open or is overdue."""
        payer = {customer["partner"]: customer["payer"] for customer in customers}
        by_date = defaultdict(self.env["account.move"].browse)
        for invoice in invoices:
            low, high = DELAYS[payer[invoice.commercial_partner_id]]
            date = invoice.invoice_date_due + timedelta(days=chance.randint(low, high))
            date = self._next_of(PAYMENT_DAYS, max(date, invoice.invoice_date))
            if invoice.amount_residual and date < self._today():
                by_date[date] |= invoice
        for date, batch in sorted(by_date.items()):
            self._register_payment(batch, date)
        overdue = invoices.filtered(
            lambda move: move.amount_residual and move.invoice_date_due < self._today()
        )
        for invoice in overdue[::3]:
            # Something on account, the rest is still to come.
            amount = round(invoice.amount_residual * 0.4, -2)
            self._register_payment(invoice, invoice.invoice_date_due, amount=amount)
        self._date_back_creation("account_payment", "date")

    def _register_payment(self, invoices, date, **values):
        date = min(date, self._days_ago(1))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        ).create({"payment_date": date, "group_payment": True, **values})._create_payments()

    # ------------------------------------------------------------------ creation dates
    def _date_back_creation(self, table, column):
        """Records of the past were created in the past: the ERP gives no other way to say so."""
        self.env.flush_all()
        # All is made in one transaction: without figures PostgreSQL takes the tables for empty.
        self.env.cr.execute("ANALYZE")
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET create_date = %(column)s, write_date = %(column)s"
                " WHERE %(column)s < create_date::date",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
            )
        )
        self.env.invalidate_all()

    def _date_back_partners(self, partners):
        """A customer was created some days before the first order."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner p SET create_date = first.day - interval '12 days'"
                "  FROM (SELECT partner_id, MIN(date_order) AS day FROM sale_order"
                "         GROUP BY partner_id) first"
                " WHERE p.commercial_partner_id = first.partner_id AND first.partner_id IN %s",
                tuple(partners.ids),
            )
        )
        self.env.invalidate_all()

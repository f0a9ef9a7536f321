from collections import defaultdict
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from odoo.fields import Command
from odoo.tests import tagged

from .common import TODAY, GradingCommon


@tagged("post_install", "-at_install")
class TestMeasures(GradingCommon):
    """Figures against a computation of their own (REQ G-02, G-03)."""

    def test_boundary_days(self):
        """REQ G-03: first and last day of the period count, the days around them do not."""
        for day, amount in (
            (date(2025, 6, 30), 1),
            (date(2025, 7, 1), 20),
            (date(2026, 6, 30), 300),
            (date(2026, 7, 1), 4000),
        ):
            self._invoice(day, amount)
        self.assertEqual(self._figure("net_invoiced"), 320)
        self.assertEqual(self._figure("net_invoiced_before"), 1)

    def test_leap_day(self):
        """REQ G-03, F-27: runs of the end of February reach back to 1 March, leap year or not."""
        self._invoice(date(2023, 2, 28), 1)
        self._invoice(date(2023, 3, 1), 20)
        self._invoice(date(2024, 2, 29), 300)
        self.assertEqual(self._figure("net_invoiced", day=date(2024, 2, 29)), 320)
        self.assertIsNone(self._figure("net_invoiced", day=date(2025, 2, 28)))
        self.assertEqual(self._figure("net_invoiced_before", day=date(2025, 2, 28)), 320)

    def test_what_counts(self):
        """REQ G-03: credit notes, drafts, cancelled moves, contacts and other companies."""
        person = self.Partner.create({"name": "李建国", "parent_id": self.customer.id})
        address = self.Partner.create(
            {"name": "Dock", "type": "delivery", "parent_id": self.customer.id}
        )
        second = self.env["res.company"].create(
            {"name": "Second", "country_id": self.env.ref("base.cn").id}
        )
        self.env.user.company_ids += second
        self._set_up_accounts(second)
        self._invoice(date(2026, 1, 5), 1000)
        self._invoice(date(2026, 1, 6), 200, partner=person)
        self._invoice(date(2026, 1, 7), 30, partner=address)
        self._invoice(date(2026, 1, 8), 4, kind="out_refund")
        self._invoice(date(2026, 1, 9), 50_000, state="draft")
        self._invoice(date(2026, 1, 10), 600_000, state="cancel")
        self._invoice(date(2026, 1, 11), 7_000_000, company=second)
        self.assertEqual(self._figure("net_invoiced"), 1226)
        self.assertEqual(self._figure("invoice_count"), 3)
        self.assertEqual(self._figure("net_invoiced", company=second), 7_000_000)
        self.assertIsNone(self._figure("net_invoiced", partner=person))

    def test_foreign_currency(self):
        """REQ G-03: invoices in other currencies count at the rate of their own day."""
        self._set_dollar_rate(0.2, "2026-01-01")
        dollar = self._set_dollar_rate(0.1, "2026-03-01")
        self._invoice(date(2026, 2, 1), 100, currency_id=dollar.id)
        self._invoice(date(2026, 4, 1), 100, currency_id=dollar.id)
        self.assertEqual(self._figure("net_invoiced"), 100 / 0.2 + 100 / 0.1)

    def test_negative_growth_and_unknown(self):
        """REQ G-02: growth against a year of nothing is unknown, not endless."""
        self._invoice(date(2026, 1, 5), 100, kind="out_refund")
        self.assertEqual(self._figure("net_invoiced"), -100)
        self.assertIsNone(self._figure("growth"))
        self._invoice(date(2025, 1, 5), 400)
        self.assertEqual(self._figure("growth"), -125)

    def test_random_against_counting(self):
        """REQ G-03: 120 random moves of 8 customers, counted one by one."""
        random = Random(19)
        customers = [self._customer(f"Random {number}") for number in range(8)]
        first = TODAY - timedelta(days=800)
        for _number in range(120):
            self._invoice(
                first + timedelta(days=random.randrange(830)),
                random.randrange(1, 900_000),
                partner=random.choice(customers),
                kind=random.choice(("out_invoice", "out_invoice", "out_invoice", "out_refund")),
                state=random.choice(("posted", "posted", "posted", "draft")),
            )
        start = TODAY - relativedelta(months=12)
        net, before = defaultdict(int), defaultdict(int)
        for company, customer, day, amount in self.posted:
            if company == self.company and start < day <= TODAY:
                net[customer] += amount
            if company == self.company and start - relativedelta(months=12) < day <= start:
                before[customer] += amount
        for customer in customers:
            with self.subTest(customer=customer.name):
                self.assertEqual(self._figure("net_invoiced", customer) or 0, net[customer])
                self.assertEqual(
                    self._figure("net_invoiced_before", customer) or 0, before[customer]
                )
                self.assertAlmostEqual(
                    float(self._figure("monthly_average", customer) or 0), net[customer] / 12, 2
                )

    def test_merged_customers(self):
        """REQ G-03: the invoices of a customer merged into another one count there."""
        other = self._customer("Merged")
        self.customer.company_id = self.company
        self._invoice(date(2026, 1, 5), 1000)
        self._invoice(date(2026, 1, 6), 500, partner=other)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | other).ids, self.customer
        )
        self.env.flush_all()
        self.assertEqual(self._figure("net_invoiced"), 1500)

    def test_group(self):
        """REQ G-06: a company is measured with its parent and all companies under it."""
        parent = self._customer("Group")
        first = self._customer("First", parent_id=parent.id)
        second = self._customer("Second", parent_id=first.id)
        self._invoice(date(2026, 1, 5), 1, partner=parent)
        self._invoice(date(2026, 1, 6), 20, partner=first)
        self._invoice(date(2026, 1, 7), 300, partner=second)
        self._invoice(date(2026, 1, 8), 4000)
        for company in (parent, first, second):
            self.assertEqual(self._figure("group_net_invoiced", company), 321)
        self.assertEqual(self._figure("group_net_invoiced"), 4000)

    def test_group_of_customers(self):
        """F-09, REQ G-06: companies entered in a group count together, and those below them."""
        head, other = self._customer("Head"), self._customer("Other")
        below = self._customer("Below", parent_id=other.id)
        self.env["customer.group"].create(
            {
                "name": "Group",
                "member_ids": [Command.create({"partner_id": head.id}),
                               Command.create({"partner_id": other.id})],
            }
        )  # fmt: skip
        self._invoice(date(2026, 1, 5), 1, partner=head)
        self._invoice(date(2026, 1, 6), 20, partner=other)
        self._invoice(date(2026, 1, 7), 300, partner=below)
        self._invoice(date(2026, 1, 8), 4000)
        for company in (head, other, below):
            self.assertEqual(self._figure("group_net_invoiced", company), 321)
        self.assertEqual(self._figure("group_net_invoiced"), 4000)

    def _pay(self, invoice, day, amount=None):
        _income, receivable, _journal = self.accounts[self.company]
        cash = self.env["account.account"].search(
            [("code", "=", "100200"), ("company_ids", "in", self.company.ids)]
        ) or self.env["account.account"].create(
            {"name": "Bank", "code": "100200", "account_type": "asset_cash"}
        )
        journal = self.env["account.journal"].search(
            [("code", "=", "MISC"), ("company_id", "=", self.company.id)]
        ) or self.env["account.journal"].create(
            {"name": "Misc", "code": "MISC", "type": "general", "company_id": self.company.id}
        )
        amount = amount or invoice.amount_total
        move = self.env["account.move"].create(
            {
                "date": day,
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": cash.id, "debit": amount}),
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "credit": amount,
                            "partner_id": invoice.commercial_partner_id.id,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        (move.line_ids | invoice.line_ids).filtered(
            lambda line: line.account_id == receivable
        ).reconcile()

    def test_payments(self):
        """REQ G-02: overdue, longest delay, defaults and days to pay, from the ledger."""
        early = self._invoice(date(2026, 1, 1), 100, invoice_date_due=date(2026, 1, 31))
        late = self._invoice(date(2026, 1, 1), 300, invoice_date_due=date(2026, 1, 31))
        self._invoice(date(2026, 3, 1), 50, invoice_date_due=date(2026, 3, 31))
        part = self._invoice(date(2026, 6, 1), 40, invoice_date_due=date(2026, 7, 31))
        self._pay(early, date(2026, 1, 11))
        self._pay(late, date(2026, 2, 20))
        self._pay(part, date(2026, 6, 10), 15)
        # paid in full: 100 after 10 days, 300 after 50 days
        self.assertEqual(self._figure("average_days_to_pay"), 40)
        # open since 31 March, 91 days until 30 June: longer than the 20 days of the paid one
        self.assertEqual(self._figure("worst_overdue"), 91)
        self.assertEqual(self._figure("default_count"), 1)
        self.assertEqual(self._figure("overdue_amount"), 50)
        self.assertEqual(self._figure("overdue_days"), 91)

    def test_orders_by_local_day(self):
        """REQ G-03: orders count by their day in the company's time zone."""
        product = self.env["product.product"].create({"name": "Pump", "list_price": 10})
        for moment, quantity in (
            ("2025-06-30 15:59:59", 1),  # 30 June 2025, 23:59 in China
            ("2025-06-30 16:00:00", 2),  # 1 July
            ("2026-06-30 15:59:59", 4),
            ("2026-06-30 16:00:00", 8),
        ):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "price_unit": 10,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
            )
            order.action_confirm()
            order.date_order = moment
        self.assertEqual(self._figure("ordered"), 60)
        self.assertEqual(self._figure("order_count"), 2)

    def test_history(self):
        """REQ G-02: days since the last invoice and months as a customer."""
        self._invoice(date(2025, 3, 15), 10)
        self._invoice(date(2026, 6, 20), 10)
        self._invoice(date(2026, 6, 29), 10, kind="out_refund")
        self.assertEqual(self._figure("days_since_invoice"), 10)
        self.assertEqual(self._figure("customer_months"), 15)

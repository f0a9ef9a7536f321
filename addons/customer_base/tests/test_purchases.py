from collections import defaultdict
from datetime import date

from odoo.tests import freeze_time, tagged

from .contact_common import ContactCommon
from .invoice_common import InvoiceCommon


@tagged("post_install", "-at_install")
class TestPurchases(ContactCommon, InvoiceCommon):
    """Quarterly purchases from the ERP (REQ B-06, seed S3 四.5(2))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create(
            {"name": "Second", "country_id": cls.env.ref("base.cn").id}
        )
        cls.env.user.company_ids += cls.second
        cls.report = cls.env["customer.purchase.quarter"].with_context(
            allowed_company_ids=(cls.company | cls.second).ids
        )
        cls._set_up_accounts(cls.second)

    def _rows(self, customers=None, report=None):
        rows = (report or self.report).search(
            [("partner_id", "in", (customers or self.customer).ids)]
        )
        return {
            (row.company_id, row.partner_id, row.quarter): (
                row.amount,
                row.previous_amount,
                row.year_ago_amount,
            )  # fmt: skip
            for row in rows
        }

    def _expected(self, today):
        """The same figures, counted one by one from what was posted."""
        totals = defaultdict(float)
        for company, customer, day, amount in self.posted:
            totals[company, customer, day.year * 4 + (day.month - 1) // 3] += amount
        now = today.year * 4 + (today.month - 1) // 3
        shown = set(totals)
        shown |= {(company, customer, number + 1) for company, customer, number in totals}
        return {
            (company, customer, date(number // 4, number % 4 * 3 + 1, 1)): (
                totals.get((company, customer, number), 0),
                totals.get((company, customer, number - 1), 0),
                totals.get((company, customer, number - 4), 0),
            )
            for company, customer, number in shown
            if (company, customer, number) in totals or number <= now
        }

    def test_totals(self):
        """REQ B-06: refunds, drafts, contacts, companies and boundary days count right."""
        self.posted.clear()
        self._invoice(date(2025, 3, 31), 100)
        self._invoice(date(2025, 4, 1), 250)
        self._invoice(date(2025, 6, 30), 50, partner=self.person)
        self._invoice(date(2025, 12, 31), 999)
        self._invoice(date(2026, 1, 1), 400)
        self._invoice(date(2026, 3, 31), 70, kind="out_refund")
        self._invoice(date(2026, 4, 15), 80, kind="out_refund")
        self._invoice(date(2026, 4, 16), 1000, state="draft")
        self._invoice(date(2026, 4, 17), 2000, state="cancel")
        self._invoice(date(2026, 4, 18), 300, company=self.second)
        self._invoice(date(2026, 4, 19), 60, partner=self.foreign)
        today = date(2026, 8, 15)
        with freeze_time("2026-08-15 02:00:00"):
            rows = self._rows(self.customer | self.foreign)
        self.assertEqual(rows, self._expected(today))

    def test_drop_to_nothing_shows(self):
        """REQ B-06: a quarter without purchases after one with them is a row of zero."""
        self._invoice(date(2026, 1, 15), 400)
        with freeze_time("2026-06-30 02:00:00"):
            row = self.report.search(
                [("partner_id", "=", self.customer.id), ("quarter", "=", "2026-04-01")]
            )
            self.assertEqual((row.amount, row.previous_amount, row.invoice_count), (0, 400, 0))
            self.assertEqual(row.previous_change, -100)
            self.assertFalse(
                self.report.search(
                    [("partner_id", "=", self.customer.id), ("quarter", ">", "2026-04-01")]
                ),
                "no row for a quarter that has not begun",
            )

    def test_changes_in_per_cent(self):
        """REQ B-06: against the quarter and the year before, 0 where there was nothing."""
        self._invoice(date(2025, 5, 5), 200)
        self._invoice(date(2026, 2, 5), 400)
        self._invoice(date(2026, 5, 5), 300)
        row = self.report.search(
            [("partner_id", "=", self.customer.id), ("quarter", "=", "2026-04-01")]
        )
        self.assertEqual((row.previous_change, row.year_ago_change), (-25, 50))
        first = self.report.search(
            [("partner_id", "=", self.customer.id), ("quarter", "=", "2025-04-01")]
        )
        self.assertEqual(first.previous_change, 0)

    def test_groups_and_ids(self):
        """REQ B-06: groups by person, department, grade and category; every row has its own id."""
        self._invoice(date(2026, 2, 5), 400)
        self._invoice(date(2026, 5, 5), 300, partner=self.foreign)
        self.customer._customer_set_grade(self.env.ref("customer_base.customer_grade_a"), "Test")
        self.env.flush_all()
        mine = [
            ("partner_id", "in", (self.customer | self.foreign).ids),
            ("amount", "!=", 0),
        ]
        for name, expected in (
            ("user_id", {self.salesperson: 400, self.colleague: 300}),
            ("department_id", {self.east: 400, self.west: 300}),
            ("customer_grade_id", {self.customer.customer_grade_id: 400,
                                   self.env["customer.grade"]: 300}),
            ("customer_category", {"closed": 700}),
        ):  # fmt: skip
            groups = dict(self.report._read_group(mine, [name], ["amount:sum"]))
            self.assertEqual(groups, expected)
        rows = self.report.search([])
        self.assertEqual(len(rows), len(set(rows.ids)))

    def test_who_reads(self):
        """REQ B-09: figures are seen with the customer, and only of one's companies."""
        self._invoice(date(2026, 2, 5), 400)
        self._invoice(date(2026, 2, 5), 300, partner=self.foreign)
        self._invoice(date(2026, 2, 5), 900, company=self.second)
        report = self.env["customer.purchase.quarter"]
        both = self.customer | self.foreign
        amounts = [("partner_id", "in", both.ids), ("quarter", "=", "2026-01-01")]
        for user, expected in (
            (self.salesperson, [400]),
            (self.colleague, [300]),
            (self.manager, [400]),
            (self.director, [300, 400]),
            (self.users_by_role["finance"], []),  # F-06: by work or request
        ):
            rows = report.with_user(user).search(amounts)
            self.assertEqual(sorted(rows.mapped("amount")), expected, user.name)

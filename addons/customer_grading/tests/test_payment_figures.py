from datetime import date

from odoo.tests import tagged

from .payment_common import PaymentCommon

DAY = date(2026, 6, 30)


@tagged("post_install", "-at_install")
class TestPaymentFigures(PaymentCommon):
    """How customers pay, as known on the date of a run (REQ G-02, G-03).

    Expected values are worked out by hand in the comments; the period is 2025-07-01 to
    2026-06-30, a default is more than 90 days after the due date.
    """

    def _figures(self, day=DAY):
        codes = (
            "overdue_amount", "overdue_days", "average_days_to_pay", "worst_overdue",
            "default_count",
        )  # fmt: skip
        return tuple(self._figure(code, day=day) for code in codes)

    def test_blocked_payment_is_open(self):
        """F-12: an invoice whose payment is blocked is open: overdue, late, a default."""
        invoice = self._invoice(date(2026, 1, 1), 100, invoice_date_due=date(2026, 1, 31))
        invoice.action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, "blocked")
        # 31 January to 30 June: 28 + 31 + 30 + 31 + 30 = 150 days
        self.assertEqual(self._figures(), (100, 150, None, 150, 1))

    def test_payments_made_later_are_not_known(self):
        """F-26: a run of a day in the past takes what was paid after it as open."""
        invoice = self._invoice(date(2026, 3, 1), 100, invoice_date_due=date(2026, 5, 31))
        # open 30 days on 30 June; its payment 92 days late in the end is no default of that day
        open_then = (100, 30, None, 30, 0)
        self.assertEqual(self._figures(), open_then)
        self._pay(invoice, date(2026, 8, 31), 100)
        self.assertEqual(self._figures(), open_then)
        # on 31 August it is paid: 1 March to 31 August is 183 days, 92 of them after the due date
        self.assertEqual(self._figures(date(2026, 8, 31)), (None, None, 183, 92, 1))
        # one day before, it was open for 91 days
        self.assertEqual(self._figures(date(2026, 8, 30)), (100, 91, None, 91, 1))

    def test_part_paid_later(self):
        """F-26: of two payments the one made by the day counts, the other is open."""
        invoice = self._invoice(date(2026, 3, 1), 100, invoice_date_due=date(2026, 5, 31))
        self._pay(invoice, date(2026, 6, 10), 40)
        self._pay(invoice, date(2026, 7, 10), 60)
        self.assertEqual(self._figures(), (60, 30, None, 30, 0))

    def test_credit_notes_are_no_payment(self):
        """F-28: an invoice taken back is neither paid nor late; it was open until then."""
        invoice = self._invoice(date(2026, 1, 1), 100, invoice_date_due=date(2026, 1, 31))
        self._credit(invoice, date(2026, 6, 15), 100)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self._figures(), (None, None, None, 0, 0))
        # 31 January to 14 June: 28 + 31 + 30 + 31 + 14 = 134 days
        self.assertEqual(self._figures(date(2026, 6, 14)), (100, 134, None, 134, 1))

    def test_part_credited(self):
        """F-28: of an invoice partly taken back, what was paid weighs, on its own day."""
        partly = self._invoice(date(2026, 1, 1), 100, invoice_date_due=date(2026, 1, 31))
        self._pay(partly, date(2026, 1, 21), 60)
        self._credit(partly, date(2026, 5, 30), 40)
        whole = self._invoice(date(2026, 2, 1), 30, invoice_date_due=date(2026, 3, 3))
        self._pay(whole, date(2026, 3, 13), 30)
        # 60 after 20 days and 30 after 40 days: (60 × 20 + 30 × 40) / 90 = 26 2/3; 10 days late
        overdue, days, average, worst, defaults = self._figures()
        self.assertEqual((overdue, days, worst, defaults), (None, None, 10, 0))
        self.assertAlmostEqual(float(average), 80 / 3, 6)

    def test_first_instalment_overdue(self):
        """F-28: each instalment has its own due date; the invoice's is that of the last."""
        terms = self._terms((30, 10), (70, 190))
        # 1 February: 30 due on 11 February, 70 due on 10 August
        invoice = self._invoice(date(2026, 2, 1), 100, invoice_payment_term_id=terms.id)
        due = [line.date_maturity for line in self._instalments(invoice)]
        self.assertEqual(due, [date(2026, 2, 11), date(2026, 8, 10)])
        # 11 February to 30 June: 17 + 31 + 30 + 31 + 30 = 139 days
        self.assertEqual(self._figures(), (30, 139, None, 139, 1))
        self._pay(invoice, date(2026, 7, 1), 30)
        self.assertEqual(self._figures(), (30, 139, None, 139, 1))
        # 140 days late on 1 July; nothing overdue, the rest open
        self.assertEqual(self._figures(date(2026, 7, 1)), (None, None, None, 140, 1))

    def test_two_late_instalments_are_one_default(self):
        """F-28: defaults are invoices, not instalments."""
        terms = self._terms((50, 0), (50, 30))
        self._invoice(date(2026, 1, 1), 80, invoice_payment_term_id=terms.id)
        # due on 1 and 31 January: 180 and 150 days before 30 June
        self.assertEqual(self._figures(), (80, 180, None, 180, 1))

    def test_due_today_is_not_overdue(self):
        """F-28: due before the date of the run, not on it."""
        self._invoice(date(2026, 6, 1), 50, invoice_date_due=DAY)
        self.assertEqual(self._figures(), (None, None, None, 0, 0))
        self.assertEqual(self._figures(date(2026, 7, 1)), (50, 1, None, 1, 0))

    def test_old_debt_is_overdue_but_not_of_the_period(self):
        """REQ G-02: what is open counts whenever it was invoiced; delays are of the period."""
        old = self._invoice(date(2024, 1, 1), 70, invoice_date_due=date(2024, 1, 31))
        # 31 January 2024 to 30 June 2026: 881 days
        self.assertEqual(self._figures(), (70, 881, None, None, None))
        self._pay(old, date(2026, 7, 1), 70)
        self.assertEqual(self._figures(), (70, 881, None, None, None))
        self.assertIsNone(self._figure("overdue_amount", day=date(2026, 7, 1)))

    def test_group_under_somebody_who_is_no_company(self):
        """F-28, REQ G-06: a company below a contact of another counts, itself too."""
        head = self._customer("Head")
        person = self.Partner.create({"name": "王建国", "parent_id": head.id})
        below = self._customer("Below", parent_id=person.id)
        owner = self._customer("李海", is_company=False)
        owned = self._customer("Owned", parent_id=owner.id)
        alone = self._customer("Alone")
        self._invoice(date(2026, 1, 5), 1, partner=head)
        self._invoice(date(2026, 1, 6), 20, partner=below)
        self._invoice(date(2026, 1, 7), 300, partner=person)
        self._invoice(date(2026, 1, 8), 4_000, partner=owned)
        self._invoice(date(2026, 1, 9), 50_000, partner=owner)
        self._invoice(date(2026, 1, 10), 600_000, partner=alone)
        # head 1, its contact 300, the company below the contact 20
        for partner in (head, below):
            self.assertEqual(self._figure("group_net_invoiced", partner), 321)
        for partner in (owner, owned):
            self.assertEqual(self._figure("group_net_invoiced", partner), 54_000)
        self.assertEqual(self._figure("group_net_invoiced", alone), 600_000)

    def test_all_at_once_as_one_by_one(self):
        """P-09: the measures of a source are the same asked together and alone."""
        invoice = self._invoice(date(2025, 1, 1), 100, invoice_date_due=date(2025, 1, 31))
        self._pay(invoice, date(2026, 7, 10), 100)
        self._invoice(date(2026, 2, 1), 30, invoice_date_due=date(2026, 3, 3))
        self._invoice(date(2025, 7, 1), 7, invoice_date_due=DAY)
        measures = self.env["customer.grading.measure"]
        self.env.flush_all()
        for name, provided in measures._get_sources().items():
            codes = [measure.code for measure in provided]
            with self.subTest(name):
                together = self._rows(codes)
                for code in codes:
                    self.assertEqual(self._rows([code]).get(code), together.get(code), code)

    def _rows(self, codes):
        scope = self.scheme._get_scope(DAY)
        [(query, _provided)] = self.env["customer.grading.measure"]._get_queries(codes, scope)
        for row in self.env.execute_query_dict(query):
            if row["partner_id"] == self.customer.id:
                return row
        return {}

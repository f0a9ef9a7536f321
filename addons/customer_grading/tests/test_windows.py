from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..models.grading_registry import window_start
from .common import GradingCommon

MONTH_ENDS = [date(2024 + number // 12, number % 12 + 1, 1) - timedelta(1) for number in range(48)]


@tagged("post_install", "-at_install")
class TestWindowDays(BaseCase):
    """F-27: every day is in one window only; the next begins the day after the one before."""

    def test_months_and_quarters(self):
        """F-27: one month up to a month's end is that month; three are those three."""
        for end in MONTH_ENDS:
            with self.subTest(end):
                self.assertEqual(window_start(end, 1), end.replace(day=1))
                first = end.month - 2 + 12 * end.year - 1
                expected = date(first // 12, first % 12 + 1, 1)
                self.assertEqual(window_start(end, 3), expected)

    def test_leap_years(self):
        """F-27: twelve months up to the end of February, in a leap year and after it."""
        self.assertEqual(window_start(date(2024, 2, 29), 12), date(2023, 3, 1))
        self.assertEqual(window_start(date(2025, 2, 28), 12), date(2024, 3, 1))
        self.assertEqual(window_start(date(2024, 2, 28), 12), date(2023, 3, 1))

    def test_other_days(self):
        """F-27: from the day after the same day of the month before, or after its last."""
        self.assertEqual(window_start(date(2026, 6, 15), 3), date(2026, 3, 16))
        self.assertEqual(window_start(date(2026, 3, 30), 1), date(2026, 3, 1))


@tagged("post_install", "-at_install")
class TestWindowFigures(GradingCommon):
    """F-27: the same in what is counted."""

    def test_a_day_in_one_quarter(self):
        """F-27: an invoice of 31 March is of the first quarter, not of the second as well."""
        self._invoice(date(2026, 3, 31), 100)
        self._invoice(date(2026, 4, 1), 7)
        figures = [
            self._figure("net_invoiced", day=day, months=3)
            for day in (date(2026, 3, 31), date(2026, 6, 30))
        ]
        self.assertEqual(figures, [100, 7])
        # the period before 30 June ends on 31 March
        self.assertEqual(self._figure("net_invoiced_before", months=3), 100)

    def test_key_accounts(self):
        """F-27, REQ G-06: the same window for key accounts by purchases."""
        kind = self.env["customer.key.account.type"].create(
            {
                "name": "Quarter",
                "code": "QUARTER",
                "kind": "value",
                "threshold": 50,
                "months": 3,
                "company_id": self.company.id,
            }
        )
        end = self.company._workday_today().replace(day=1) - timedelta(days=1)
        first = window_start(end, 3)
        self._invoice(first - timedelta(days=1), 1000)
        self._invoice(first, 60)
        self.patch(type(self.company), "_workday_today", lambda _company: end)
        [row] = self.env.execute_query_dict(kind._positions_query(self.company))
        self.assertEqual((row["partner_id"], row["amount"]), (self.customer.id, 60))

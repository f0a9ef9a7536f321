from datetime import date, timedelta

from odoo.addons.customer_base.tools.windows import window_start
from odoo.tests import tagged
from odoo.tests.common import BaseCase

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

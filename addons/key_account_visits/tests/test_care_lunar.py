from datetime import date

from odoo.addons.key_account_visits.tools.lunar import (
    IN_LEAP,
    IN_ORDINARY,
    LAST_DAY,
    NEXT_DAY,
    day_in_year,
    exists,
    occurrences,
)
from odoo.tests import BaseCase, tagged

# Festivals as announced by the State Council's notices and the Hong Kong Observatory's calendar.
FESTIVALS = {
    "New Year": ("solar", 1, 1, ("2025-01-01", "2026-01-01", "2027-01-01")),
    "Spring Festival": ("lunar", 1, 1, ("2025-01-29", "2026-02-17", "2027-02-06")),
    "Labour Day": ("solar", 5, 1, ("2025-05-01", "2026-05-01", "2027-05-01")),
    "Dragon Boat Festival": ("lunar", 5, 5, ("2025-05-31", "2026-06-19", "2027-06-09")),
    "Mid-Autumn Festival": ("lunar", 8, 15, ("2025-10-06", "2026-09-25", "2027-09-15")),
    "National Day": ("solar", 10, 1, ("2025-10-01", "2026-10-01", "2027-10-01")),
}
# First days of lunar months (朔日) of the Hong Kong Observatory's conversion table; "leap": 閏.
MONTHS = {
    2025: {
        1: "2025-01-29", 2: "2025-02-28", 3: "2025-03-29", 4: "2025-04-28", 5: "2025-05-27",
        6: "2025-06-25", "leap 6": "2025-07-25", 7: "2025-08-23", 8: "2025-09-22",
        9: "2025-10-21", 10: "2025-11-20", 11: "2025-12-20", 12: "2026-01-19",
    },
    2026: {
        1: "2026-02-17", 2: "2026-03-19", 3: "2026-04-17", 4: "2026-05-17", 5: "2026-06-15",
        6: "2026-07-14", 7: "2026-08-13", 8: "2026-09-11", 9: "2026-10-10", 10: "2026-11-09",
        11: "2026-12-09", 12: "2027-01-08",
    },
}  # fmt: skip
# Spring Festivals of the same table: the day before is the last of the lunar year.
NEW_YEARS = {
    2025: "2025-01-29", 2026: "2026-02-17", 2027: "2027-02-06", 2028: "2028-01-26",
    2029: "2029-02-13", 2030: "2030-02-03", 2031: "2031-01-23",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestCareLunar(BaseCase):
    """Days of the year against published tables, not against the library (REQ V-12)."""

    def _day(self, *args, **how):
        return str(day_in_year(*args, **how))

    def test_festivals_2025_to_2027(self):
        """REQ V-12: every festival of the seed on its day."""
        for name, (kind, month, day, expected) in FESTIVALS.items():
            for year, when in zip((2025, 2026, 2027), expected, strict=True):
                with self.subTest(name, year=year):
                    self.assertEqual(self._day(kind, year, month, day), when)
                    found = occurrences(kind, month, day, date(year, 1, 1), date(year, 12, 31))
                    self.assertEqual([str(found_day) for _year, found_day in found], [when])

    def test_lunar_birthdays_of_the_almanac(self):
        """REQ V-12: the first and the fifteenth of every lunar month of two years."""
        for year, months in MONTHS.items():
            for month, first in months.items():
                leap = isinstance(month, str)
                number = int(str(month).split()[-1])
                with self.subTest(year=year, month=month):
                    begins = date.fromisoformat(first)
                    self.assertEqual(day_in_year("lunar", year, number, 1, leap=leap), begins)
                    full = day_in_year("lunar", year, number, 15, leap=leap)
                    self.assertEqual((full - begins).days, 14)

    def test_12_30_in_years_without_it(self):
        """REQ V-12: lunar 2024 to 2028 have no 12/30: the last day, or the day after."""
        for year in (2024, 2025, 2026, 2027, 2028):
            new_year = date.fromisoformat(NEW_YEARS[year + 1])
            with self.subTest(year=year):
                last = day_in_year("lunar", year, 12, 30, policy=LAST_DAY)
                self.assertEqual((new_year - last).days, 1)
                self.assertEqual(last, day_in_year("lunar", year, 12, 29))
                self.assertEqual(day_in_year("lunar", year, 12, 30, policy=NEXT_DAY), new_year)

    def test_12_30_in_a_year_that_has_it(self):
        """REQ V-12: lunar 2029 has it; both policies give the day itself."""
        for policy in (LAST_DAY, NEXT_DAY):
            self.assertEqual(self._day("lunar", 2029, 12, 30, policy=policy), "2030-02-02")

    def test_leap_sixth_month_of_2025(self):
        """REQ V-12: in the leap month where the year has it, or always in the ordinary one."""
        leap = {"leap": True}
        self.assertEqual(self._day("lunar", 2025, 6, 10, **leap), "2025-08-03")
        ordinary = self._day("lunar", 2025, 6, 10, leap_policy=IN_ORDINARY, **leap)
        self.assertEqual(ordinary, "2025-07-04")
        for policy in (IN_LEAP, IN_ORDINARY):
            # 2026 has no leap month
            day = self._day("lunar", 2026, 6, 10, leap_policy=policy, **leap)
            self.assertEqual(day, "2026-07-23")
        # who was born in the ordinary month is not moved by a leap one
        self.assertEqual(self._day("lunar", 2025, 6, 10), "2025-07-04")

    def test_29_february(self):
        """REQ V-12: 28 February, or 1 March."""
        self.assertEqual(self._day("solar", 2026, 2, 29), "2026-02-28")
        self.assertEqual(self._day("solar", 2026, 2, 29, policy=NEXT_DAY), "2026-03-01")
        self.assertEqual(self._day("solar", 2028, 2, 29), "2028-02-29")

    def test_a_lunar_day_twice_in_a_solar_year(self):
        """REQ V-12: each keeps the number of its lunar year; none is taken for the other."""
        found = occurrences("lunar", 11, 25, date(2027, 1, 1), date(2027, 12, 31))
        self.assertEqual(
            [(year, str(day)) for year, day in found],
            [(2026, "2027-01-02"), (2027, "2027-12-22")],
        )

    def test_days_that_no_calendar_has(self):
        """REQ V-12: bad input is told from days that only this year does not have."""
        for kind, month, day, leap in (
            ("solar", 2, 30, False),
            ("solar", 13, 1, False),
            ("solar", 6, 1, True),
            ("lunar", 1, 31, False),
            ("lunar", 0, 1, False),
        ):
            self.assertFalse(exists(kind, month, day, leap), (kind, month, day, leap))
        for kind, month, day, leap in (
            ("solar", 2, 29, False),
            ("lunar", 12, 30, False),
            ("lunar", 6, 30, True),
        ):
            self.assertTrue(exists(kind, month, day, leap), (kind, month, day, leap))

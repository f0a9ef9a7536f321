from datetime import date, timedelta
from itertools import pairwise

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

# First days of the lunar months and their lengths (大 30 days, 小 29; "leap": 閏), as printed in
# the conversion table (國曆與農曆對照表), page 170 of the Central Weather Administration's almanac
# of 2025. The Hong Kong Observatory's daily tables (2025e.pdf, nongli_calendar_2026.csv and
# nongli_calendar_2027.csv) give the same. The library in use has no part in these figures.
ALMANAC = {
    2025: """
        1 01-29 30, 2 02-28 29, 3 03-29 30, 4 04-28 29, 5 05-27 29, 6 06-25 30, leap6 07-25 29,
        7 08-23 30, 8 09-22 29, 9 10-21 30, 10 11-20 30, 11 12-20 30, 12 +01-19 29""",
    2026: """
        1 02-17 30, 2 03-19 29, 3 04-17 30, 4 05-17 29, 5 06-15 29, 6 07-14 30, 7 08-13 29,
        8 09-11 29, 9 10-10 30, 10 11-09 30, 11 12-09 30, 12 +01-08 29""",
    2027: """
        1 02-06 30, 2 03-08 30, 3 04-07 29, 4 05-06 30, 5 06-05 29, 6 07-04 29, 7 08-02 30,
        8 09-01 29, 9 09-30 29, 10 10-29 30, 11 11-28 30, 12 12-28 29""",
}
# The Spring Festivals of the Hong Kong Observatory's tables T2024e to T2030e, and whether the day
# before is 12/30: the Observatory announced that 2025 to 2029 begin without (連續5年無年三十).
NEW_YEARS = {
    2024: ("2024-02-10", True), 2025: ("2025-01-29", False), 2026: ("2026-02-17", False),
    2027: ("2027-02-06", False), 2028: ("2028-01-26", False), 2029: ("2029-02-13", False),
    2030: ("2030-02-03", True),
}  # fmt: skip
# The festivals' days in the State Council's notices of holidays (2025, 2026), and in the Hong Kong
# Observatory's table of 2027.
FESTIVALS = {
    "New Year": ("solar", 1, 1, ("2025-01-01", "2026-01-01", "2027-01-01")),
    "Spring Festival": ("lunar", 1, 1, ("2025-01-29", "2026-02-17", "2027-02-06")),
    "Labour Day": ("solar", 5, 1, ("2025-05-01", "2026-05-01", "2027-05-01")),
    "Dragon Boat Festival": ("lunar", 5, 5, ("2025-05-31", "2026-06-19", "2027-06-09")),
    "Mid-Autumn Festival": ("lunar", 8, 15, ("2025-10-06", "2026-09-25", "2027-09-15")),
    "National Day": ("solar", 10, 1, ("2025-10-01", "2026-10-01", "2027-10-01")),
}


def printed_months(year):
    """Return [(month, leap, first day, length)] of a lunar year as the almanac prints it.

    "+" stands for 翌, the solar year that follows.
    """
    months = []
    for entry in ALMANAC[year].split(","):
        month, day, length = entry.split()
        solar_year = year + day.startswith("+")
        first = date.fromisoformat(f"{solar_year}-{day.lstrip('+')}")
        months.append((int(month.removeprefix("leap")), "leap" in month, first, int(length)))
    return months


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

    def test_the_almanac_leaves_no_day_out(self):
        """The table above is copied right: each month begins where the one before it ends."""
        months = [month for year in ALMANAC for month in printed_months(year)]
        for (*_month, first, length), (*_next, following, _length) in pairwise(months):
            self.assertEqual(first + timedelta(days=length), following)
        for year in ALMANAC:
            self.assertEqual(str(printed_months(year)[0][2]), NEW_YEARS[year][0])

    def test_lunar_birthdays_of_the_almanac(self):
        """REQ V-12: every day of three lunar years, the leap month's too."""
        for year in ALMANAC:
            for month, leap, first, length in printed_months(year):
                with self.subTest(year=year, month=month, leap=leap):
                    for day in range(1, length + 1):
                        when = first + timedelta(days=day - 1)
                        self.assertEqual(day_in_year("lunar", year, month, day, leap=leap), when)

    def test_birthdays_on_a_30th_that_a_month_does_not_have(self):
        """REQ V-12: in a month of 29 days the last day, or the first of the next month."""
        for year in ALMANAC:
            for month, leap, first, length in printed_months(year):
                if length == 30:
                    continue
                with self.subTest(year=year, month=month, leap=leap):
                    last = day_in_year("lunar", year, month, 30, leap=leap, policy=LAST_DAY)
                    self.assertEqual(last, first + timedelta(days=28))
                    after = day_in_year("lunar", year, month, 30, leap=leap, policy=NEXT_DAY)
                    self.assertEqual(after, first + timedelta(days=29))

    def test_12_30_of_seven_lunar_years(self):
        """REQ V-12: only lunar 2023 and 2029 have it; else the last day, or the day after."""
        for following, (new_year, has_30) in NEW_YEARS.items():
            begins = date.fromisoformat(new_year)
            eve = begins - timedelta(days=1)
            with self.subTest(lunar_year=following - 1):
                last = day_in_year("lunar", following - 1, 12, 30, policy=LAST_DAY)
                self.assertEqual(last, eve)
                after = day_in_year("lunar", following - 1, 12, 30, policy=NEXT_DAY)
                self.assertEqual(after, eve if has_30 else begins)

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

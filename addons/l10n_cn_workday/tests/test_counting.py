from datetime import date

import chinese_calendar
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ONE_DAY, Oracle, WorkdayCommon, span

YEARS = span(date(2024, 1, 1), date(2026, 12, 31))
LIMITS = (0, 1, 3, 5, 10, 30)


@tagged("post_install", "-at_install")
class TestCounting(WorkdayCommon):
    def test_the_oracle_agrees_with_chinesecalendar(self):
        """REQ B-12: the notices as typed in the tests are the ones others have read."""
        oracle = Oracle()
        for day in YEARS:
            self.assertEqual(oracle.works(day), chinese_calendar.is_workday(day), day)

    def test_every_day_is_what_the_notices_say(self):
        """REQ B-12: weekends, legal holidays and make-up workdays of 2024 to 2026."""
        oracle = Oracle()
        found = self.company._workday_is(YEARS)
        self.assertEqual(found, [oracle.works(day) for day in YEARS])
        self.assertEqual(sum(found[-365:]), 248, "working days of 2026")

    def test_every_start_day_and_limit(self):
        """REQ B-12: a deadline from every single day, for every usual limit, as counted by hand."""
        oracle = Oracle()
        for limit in LIMITS:
            found = self.company._workday_add(YEARS, limit)
            self.assertEqual(found, [oracle.add(day, limit) for day in YEARS], limit)

    def test_every_start_day_backwards(self):
        """REQ B-12: counting back from every single day."""
        oracle = Oracle()
        for limit in LIMITS[1:]:
            found = self.company._workday_add(YEARS, -limit)
            self.assertEqual(found, [oracle.add(day, -limit) for day in YEARS], -limit)

    def test_counting_is_the_inverse_of_adding(self):
        """REQ B-12: so many working days lie between a day and its deadline, both ways."""
        for limit in (-30, -5, -1, 1, 3, 10, 30):
            pairs = list(zip(YEARS, self.company._workday_add(YEARS, limit), strict=True))
            self.assertEqual(self.company._workday_count(pairs), [limit] * len(YEARS))

    def test_the_first_day_is_not_counted(self):
        """REQ B-12, Civil Code 201: one working day from Monday is Tuesday."""
        monday = date(2026, 11, 9)
        self.assertEqual(self.company._workday_add([monday], 1), [monday + ONE_DAY])
        self.assertEqual(self.company._workday_count([(monday, monday)]), [0])
        self.assertEqual(self.company._workday_count([(monday, monday + ONE_DAY)]), [1])

    def test_zero_days_wait_for_the_next_working_day(self):
        """REQ B-12, Civil Code 203: a limit that ends on a holiday ends on the day after."""
        self.assertEqual(
            self.company._workday_add([date(2026, 10, 1), date(2026, 10, 10)], 0),
            [date(2026, 10, 8), date(2026, 10, 10)],
        )

    def test_a_limit_for_every_date(self):
        """REQ B-12: one call counts a different limit for each record."""
        start = date(2026, 9, 30)
        self.assertEqual(
            self.company._workday_add([start] * 4, [1, 3, 0, -1]),
            [date(2026, 10, 8), date(2026, 10, 10), start, date(2026, 9, 29)],
        )
        with self.assertRaises(ValueError):
            self.company._workday_add([start] * 4, [1, 2])

    def test_leap_day_and_turn_of_the_year(self):
        """REQ B-12: 29 February counts, and a year ends between two working days."""
        self.assertEqual(
            self.company._workday_add([date(2024, 2, 28), date(2024, 2, 29)], 1),
            [date(2024, 2, 29), date(2024, 3, 1)],
        )
        self.assertEqual(
            self.company._workday_add([date(2025, 12, 31)], 1),
            [date(2026, 1, 4)],
            "a Sunday worked for the New Year holiday",
        )
        self.assertEqual(self.company._workday_add([date(2026, 1, 4)], -1), [date(2025, 12, 31)])

    def test_years_beyond_the_notices(self):
        """REQ B-12: two years past the last notice plain weeks are counted, and said to be so."""
        oracle = Oracle()
        days = span(date(2027, 12, 20), date(2029, 1, 10))
        self.assertEqual(self.company._workday_add(days, 10), [oracle.add(day, 10) for day in days])
        self.assertTrue(all(self.company._workday_is_provisional(days)))
        self.assertEqual(
            self.company._workday_add([date(2026, 1, 1)], 700), [oracle.add(date(2026, 1, 1), 700)]
        )

    def test_nothing_to_count(self):
        """REQ B-12: an empty batch is an empty answer."""
        self.assertEqual(self.company._workday_add([], 3), [])
        self.assertEqual(self.company._workday_count([]), [])
        self.assertEqual(self.company._workday_is([]), [])
        self.assertEqual(self.company._workday_is_provisional([]), [])

    def test_absurd_input_is_refused(self):
        """REQ B-12: a slip of the pen gets a message, not a server that hangs."""
        with self.assertRaisesRegex(UserError, "at most 10000 working days"):
            self.company._workday_add([date(2026, 1, 1)], 10**9)
        with self.assertRaisesRegex(UserError, "between 1950 and 2200"):
            self.company._workday_is([date(206, 1, 1)])
        with self.assertRaisesRegex(UserError, "between 1950 and 2200"):
            self.company._workday_add([date(2200, 12, 31)], 5)
        with self.assertRaisesRegex(UserError, "between 1950 and 2200"):
            self.company._workday_add([date(1950, 1, 1)], -5)

    def test_a_batch_costs_no_query_once_known(self):
        """REQ B-12: counted from memory, whatever the number of deadlines."""
        self.company._workday_add(YEARS, 30)
        with self.assertQueryCount(0):
            self.company._workday_add(YEARS * 10, 30)

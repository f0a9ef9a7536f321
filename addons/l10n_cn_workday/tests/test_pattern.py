from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..tools.line import NoWorkingDayError, WorkdayLine
from ..tools.pattern import WeekPattern

MONDAY = date(2026, 11, 9).toordinal()


@tagged("post_install", "-at_install")
class TestPattern(BaseCase):
    def test_closures_that_overlap_or_touch(self):
        """REQ B-12: several closures together may cover a day; a gap in working hours may not."""
        pattern = WeekPattern.five_days()
        touching = [
            (datetime(2026, 11, 9, 6), datetime(2026, 11, 9, 10), "a"),
            (datetime(2026, 11, 9, 10), datetime(2026, 11, 9, 18), "b"),
        ]
        self.assertEqual(pattern.closed_days(touching, MONDAY, MONDAY), {MONDAY: "a"})
        gap = [touching[0], (datetime(2026, 11, 9, 11), datetime(2026, 11, 9, 18), "b")]
        self.assertEqual(pattern.closed_days(gap, MONDAY, MONDAY), {})

    def test_closures_stay_within_the_days_asked_for(self):
        """REQ B-12: a closure over the turn of the year counts in both years, each its part."""
        pattern = WeekPattern.five_days()
        closure = [(datetime(2026, 11, 1), datetime(2026, 11, 30, 23, 59, 59), "a")]
        closed = pattern.closed_days(closure, MONDAY, MONDAY + 2)
        self.assertEqual(sorted(closed), [MONDAY, MONDAY + 1, MONDAY + 2])

    def test_a_line_looks_past_an_empty_year(self):
        """REQ B-12: a year without working days is passed over; several end the search."""
        one_year = {2026: [MONDAY], 2028: [MONDAY + 700]}
        line = WorkdayLine(lambda year: one_year.get(year, []), 2026, 2026)
        self.assertEqual(line.add(MONDAY, 1), MONDAY + 700)
        with self.assertRaises(NoWorkingDayError):
            line.add(MONDAY, 2)
        with self.assertRaises(NoWorkingDayError):
            line.add(MONDAY, -1)

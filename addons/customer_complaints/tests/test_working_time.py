import random
from datetime import date, datetime, timedelta

import pytz
from odoo.addons.l10n_cn_workday.tools.pattern import WeekPattern
from odoo.tests import BaseCase, tagged

from ..tools.working_time import NoWorkingTimeError, WorkingTime, periods_of_days

NINE_TO_FIVE = ((9 * 60, 12 * 60), (13 * 60, 17 * 60 + 30))


def utc(text, zone="Asia/Shanghai"):
    """Return a local time as stored."""
    local = pytz.timezone(zone).localize(datetime.fromisoformat(text))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def working(zone="Asia/Shanghai", hours=NINE_TO_FIVE, weekdays=range(5), off=(), extra=()):
    """Return working time from 9:00 to 12:00 and 13:00 to 17:30: 7.5 hours a day."""
    pattern = WeekPattern({(week, day): hours for week in (0, 1) for day in weekdays})

    def load(year):
        days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        worked = [
            day
            for day in days
            if date.fromordinal(day).isoformat() not in off
            and ((day - 1) % 7 in weekdays or date.fromordinal(day).isoformat() in extra)
        ]
        return periods_of_days(worked, pattern.hours, pytz.timezone(zone))

    return WorkingTime(load)


@tagged("post_install", "-at_install")
class TestWorkingTime(BaseCase):
    """The arithmetic of working time (REQ C-02, C-11), by hand."""

    def _hours(self, line, start, stop, zone="Asia/Shanghai"):
        return line.seconds(utc(start, zone), utc(stop, zone)) / 3600

    def _assert_add(self, line, start, hours, expected, zone="Asia/Shanghai"):
        self.assertEqual(line.add(utc(start, zone), round(hours * 3600)), utc(expected, zone))

    def test_hours_of_a_day(self):
        """REQ C-02: 3 hours in the morning and 4.5 in the afternoon; the lunch break is none."""
        line = working()
        self.assertEqual(self._hours(line, "2026-03-10 00:00", "2026-03-11 00:00"), 7.5)
        self.assertEqual(self._hours(line, "2026-03-10 11:30", "2026-03-10 13:30"), 1)
        self.assertEqual(self._hours(line, "2026-03-10 12:10", "2026-03-10 12:50"), 0)
        # Friday 16:30 to Monday 10:00: an hour, and another one
        self.assertEqual(self._hours(line, "2026-03-13 16:30", "2026-03-16 10:00"), 2)
        self.assertEqual(self._hours(line, "2026-03-16 10:00", "2026-03-13 16:30"), 0)

    def test_hours_ahead(self):
        """REQ C-02: before hours, after hours, lunch, weekend."""
        line = working()
        # before hours: 4 h from 9:00 are 3 in the morning, 1 after lunch
        self._assert_add(line, "2026-03-10 07:00", 4, "2026-03-10 14:00")
        # in the lunch break: from 13:00 on
        self._assert_add(line, "2026-03-10 12:30", 1, "2026-03-10 14:00")
        # after hours: from the next morning on
        self._assert_add(line, "2026-03-10 20:00", 1, "2026-03-11 10:00")
        # Friday 16:30: one hour to 17:30, three on Monday
        self._assert_add(line, "2026-03-13 16:30", 4, "2026-03-16 12:00")
        # a whole day ends with its close, not with the next morning
        self._assert_add(line, "2026-03-10 09:00", 7.5, "2026-03-10 17:30")
        # nothing at all: the moment itself in working time, else the next beginning
        self._assert_add(line, "2026-03-10 10:17", 0, "2026-03-10 10:17")
        self._assert_add(line, "2026-03-10 12:17", 0, "2026-03-10 13:00")
        self._assert_add(line, "2026-03-14 10:00", 0, "2026-03-16 09:00")
        self._assert_add(line, "2026-03-10 17:30", 0, "2026-03-10 17:30")

    def test_hours_back(self):
        """REQ C-03: a reminder four working hours before the limit."""
        line = working()
        self._assert_add(line, "2026-03-10 17:30", -4, "2026-03-10 13:30")
        self._assert_add(line, "2026-03-10 10:00", -4, "2026-03-09 14:30")
        self._assert_add(line, "2026-03-16 10:00", -1, "2026-03-16 09:00")
        self._assert_add(line, "2026-03-16 09:30", -1, "2026-03-13 17:00")
        # far more than the years on the line: 7,500 h are 1,000 days
        self.assertEqual(
            line.seconds(line.add(utc("2026-03-16 10:00"), -7_500 * 3600), utc("2026-03-16 10:00")),
            7_500 * 3600,
        )

    def test_holidays_and_make_up_workdays(self):
        """REQ C-02, B-12: a holiday is left out, a make-up Saturday has an ordinary day's hours."""
        # Saturday 28 February 2026 worked, 16 to 23 February off
        off = {f"2026-02-{day}" for day in range(16, 24)}
        line = working(off=off, extra={"2026-02-28"})
        # Friday 13th 16:30 + 2 h: one on Friday, then Tuesday 24th to 10:00
        self._assert_add(line, "2026-02-13 16:30", 2, "2026-02-24 10:00")
        self.assertEqual(self._hours(line, "2026-02-28 00:00", "2026-02-28 23:59"), 7.5)
        # Friday 27th 17:00: half an hour, 7.5 h on Saturday
        self._assert_add(line, "2026-02-27 17:00", 8, "2026-02-28 17:30")

    def test_make_up_hours_are_those_of_most_days(self):
        """REQ C-02: with a short Saturday a make-up Sunday has the weekdays' hours."""
        hours = {(week, day): NINE_TO_FIVE for week in (0, 1) for day in range(5)}
        hours |= {(week, 5): ((9 * 60, 12 * 60),) for week in (0, 1)}
        pattern = WeekPattern(hours)
        sunday = date(2026, 3, 15).toordinal()
        self.assertEqual(pattern.hours(sunday), NINE_TO_FIVE)
        self.assertEqual(pattern.hours(sunday - 1), ((9 * 60, 12 * 60),))

    def test_summer_time(self):
        """REQ C-02: in a zone with summer time the day of the change is an hour shorter, longer.

        New York: on Sunday 8 March 2026 02:00 becomes 03:00, on 1 November 02:00 becomes 01:00.
        """
        zone = "America/New_York"
        night = working(zone, ((0, 6 * 60),), weekdays=range(7))
        self.assertEqual(self._hours(night, "2026-03-08 00:00", "2026-03-08 12:00", zone), 5)
        self.assertEqual(self._hours(night, "2026-11-01 00:00", "2026-11-01 12:00", zone), 7)
        # 9:00 stays 9:00 by the clock on the wall: Friday 17:00 + 1 h is Monday 9:30
        day = working(zone)
        self._assert_add(day, "2026-03-06 17:00", 1, "2026-03-09 09:30", zone)
        # the hour that does not exist: work from 2:30 to 6:00 begins with the change
        gap = working(zone, ((150, 360),), weekdays=range(7))
        self.assertEqual(self._hours(gap, "2026-03-08 00:00", "2026-03-08 12:00", zone), 3)

    def test_periods_that_overlap_count_once(self):
        """REQ C-02: attendances entered twice make no day longer."""
        line = working(hours=((540, 720), (600, 780), (780, 1020)))
        self.assertEqual(self._hours(line, "2026-03-10 00:00", "2026-03-11 00:00"), 8)

    def test_end_of_a_day(self):
        """REQ C-02: a limit of days is over with the working hours of its last day."""
        line = working()
        self.assertEqual(line.last_end(utc("2026-03-11 00:00")), utc("2026-03-10 17:30"))
        self.assertEqual(line.last_end(utc("2026-03-16 00:00")), utc("2026-03-13 17:30"))

    def test_parts(self):
        """REQ C-02: what is shown day by day."""
        self.assertEqual(
            working().parts(utc("2026-03-13 16:30"), utc("2026-03-16 10:00")),
            [
                (utc("2026-03-13 16:30"), utc("2026-03-13 17:30")),
                (utc("2026-03-16 09:00"), utc("2026-03-16 10:00")),
            ],
        )

    def test_no_working_time_at_all(self):
        """REQ C-02: no endless search where nobody ever works."""
        line = working(weekdays=())
        for seconds in (0, 3600, -3600):
            with self.assertRaises(NoWorkingTimeError):
                line.add(utc("2026-03-10 10:00"), seconds)
        with self.assertRaises(NoWorkingTimeError):
            line.last_end(utc("2026-03-10 10:00"))

    def test_there_and_back_day_by_day(self):
        """REQ C-11: against counting minute by minute, at 400 seeded places."""

        rng = random.Random(20260310)
        line = working(off={"2026-03-11"}, extra={"2026-03-14"})
        base = utc("2026-03-09 00:00")

        minutes = [base + timedelta(minutes=number) for number in range(8 * 24 * 60)]
        works = [bool(line.seconds(moment, moment + timedelta(minutes=1))) for moment in minutes]
        for _try in range(400):
            first, last = sorted(rng.sample(range(len(minutes)), 2))
            expected = sum(works[first:last]) * 60
            self.assertEqual(line.seconds(minutes[first], minutes[last]), expected)
            if expected:
                end = line.add(minutes[first], expected)
                self.assertEqual(line.seconds(minutes[first], end), expected)
                self.assertLessEqual(end, minutes[last])

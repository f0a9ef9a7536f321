from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import Oracle, WorkdayCommon, span

MONDAY = date(2026, 11, 9)
WEEK = span(MONDAY, date(2026, 11, 15))


@tagged("post_install", "-at_install")
class TestSchedule(WorkdayCommon):
    def test_a_six_day_week(self):
        """REQ B-12: Saturdays are worked, but not those inside a legal holiday."""
        company = self._create_company("Six Days", weekdays=range(6))
        oracle = Oracle(weekdays=range(6))
        days = span(date(2024, 1, 1), date(2026, 12, 31))
        self.assertEqual(company._workday_is(days), [oracle.works(day) for day in days])
        self.assertEqual(company._workday_add(days, 5), [oracle.add(day, 5) for day in days])

    def test_two_companies_count_apart(self):
        """REQ B-12: one company's own day does not touch the other."""
        other = self._create_company("Other Works")
        self._except(MONDAY, company=self.company)
        self.assertEqual(self.company._workday_is([MONDAY]), [False])
        self.assertEqual(other._workday_is([MONDAY]), [True])

    def test_a_company_without_working_hours(self):
        """REQ B-12: no calendar at all means Monday to Friday, with the holidays."""
        company = self._create_company("No Hours")
        company.resource_calendar_id = False
        days = span(date(2026, 1, 1), date(2026, 12, 31))
        oracle = Oracle()
        self.assertEqual(company._workday_is(days), [oracle.works(day) for day in days])

    def test_flexible_hours(self):
        """REQ B-12: flexible working hours have no fixed days: Monday to Friday."""
        company = self._create_company("Flexible", weekdays=range(7))
        company.resource_calendar_id.schedule_type = "flexible"
        self.assertEqual(company._workday_is(WEEK), [True] * 5 + [False] * 2)

    def test_a_two_week_schedule(self):
        """REQ B-12: every other Saturday is worked."""
        company = self._create_company("Two Weeks", weekdays=[])
        calendar = company.resource_calendar_id
        calendar.write(
            {
                "two_weeks_calendar": True,
                "attendance_ids": [
                    (0, 0, self._attendance(day, 8, 12, "morning", week_type=week))
                    for week, count in (("0", 5), ("1", 6))
                    for day in range(count)
                ],
            }
        )
        saturdays = [date(2026, 11, 7), date(2026, 11, 14), date(2026, 11, 21)]
        week_types = [calendar.attendance_ids.get_week_type(day) for day in saturdays]
        self.assertEqual(company._workday_is(saturdays), [kind == 1 for kind in week_types])
        self.assertEqual(sorted(set(week_types)), [0, 1])

    def test_a_lunch_break_alone_is_no_working_day(self):
        """REQ B-12: break lines of the working hours make no day a working day."""
        self.company.resource_calendar_id.attendance_ids = [
            (0, 0, self._attendance(5, 12, 13, "lunch"))
        ]
        self.assertEqual(self.company._workday_is([date(2026, 11, 14)]), [False])

    def test_no_working_day_at_all(self):
        """REQ B-12: working hours without a day end in a message, not in an endless loop."""
        company = self._create_company("Closed", weekdays=[])
        for days in (1, 0, -1):
            with self.assertRaisesRegex(UserError, "Closed has no working day at all"):
                company._workday_add([date(2030, 5, 1)], days)

    def test_company_time_off_of_a_whole_day(self):
        """REQ B-12: company time off counts if it covers the working hours of the day."""
        # 8:00 to 17:00 in Shanghai.
        self._close(datetime(2026, 11, 9, 0), datetime(2026, 11, 9, 9), self.company)
        self.assertEqual(self.company._workday_is(WEEK), [False] + [True] * 4 + [False] * 2)

    def test_half_a_day_off_is_a_working_day(self):
        """REQ B-12: a morning off does not move a deadline; morning and afternoon do."""
        self._close(datetime(2026, 11, 9, 0), datetime(2026, 11, 9, 4), self.company)
        self.assertEqual(self.company._workday_is([MONDAY]), [True])
        self._close(datetime(2026, 11, 9, 5), datetime(2026, 11, 9, 9), self.company)
        self.assertEqual(self.company._workday_is([MONDAY]), [False])

    def test_hours_that_company_time_off_leaves(self):
        """REQ B-12: closed over lunch from 10 to 15 leaves 8–10 and 15–17; the evening nothing."""
        self._close(datetime(2026, 11, 9, 2), datetime(2026, 11, 9, 7), self.company)
        self._close(datetime(2026, 11, 10, 9), datetime(2026, 11, 10, 12), self.company)
        whole = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
        hours = self.company._workday_hours(MONDAY, WEEK[-1])
        self.assertEqual(
            hours[MONDAY.toordinal()], (((8 * 60, 10 * 60), (15 * 60, 17 * 60)), "Works holiday")
        )
        self.assertEqual(
            [(tuple(hours[day.toordinal()][0]), hours[day.toordinal()][1]) for day in WEEK[1:5]],
            [(whole, "")] * 4,
        )
        # Saturday and Sunday are no working days
        self.assertEqual(len(hours), 5)

    def test_hours_of_a_make_up_day(self):
        """REQ B-12: closed for all hours of an ordinary day it is off; worked by own entry, whole.

        Saturday 10 October 2026 is worked; it has the hours of an ordinary day, 8 to 17.
        """
        make_up = date(2026, 10, 10)
        self._close(datetime(2026, 10, 10, 0), datetime(2026, 10, 10, 4), self.company)
        [(hours, label)] = self.company._workday_hours(make_up, make_up).values()
        self.assertEqual((hours, label), (((13 * 60, 17 * 60),), "Works holiday"))
        self._close(datetime(2026, 10, 10, 5), datetime(2026, 10, 10, 9), self.company)
        self.assertFalse(self.company._workday_hours(make_up, make_up))
        self._except(make_up, "make_up", self.company)
        [(hours, label)] = self.company._workday_hours(make_up, make_up).values()
        self.assertEqual((tuple(hours), label), (((8 * 60, 12 * 60), (13 * 60, 17 * 60)), ""))

    def test_time_off_in_local_time(self):
        """REQ B-12: midnight is Shanghai's, whatever the server's: 00:00 to 23:59:59."""
        self._close(datetime(2026, 11, 10, 16), datetime(2026, 11, 12, 15, 59, 59), self.company)
        self.assertEqual(
            self.company._workday_is(WEEK), [True, True, False, False, True, False, False]
        )

    def test_time_off_of_others_does_not_count(self):
        """REQ B-12: one person's, another company's or worked time leaves the day as it is."""
        other = self._create_company("Other Works")
        start, end = datetime(2026, 11, 8, 16), datetime(2026, 11, 9, 16)
        self._close(start, end, other)
        self._close(start, end, self.company, time_type="other")
        resource = self.env["resource.resource"].create(
            {"name": "Wang", "calendar_id": self.company.resource_calendar_id.id}
        )
        self._close(start, end, self.company, resource_id=resource.id)
        self.assertEqual(self.company._workday_is([MONDAY]), [True])
        self.assertEqual(other._workday_is([MONDAY]), [False])

    def test_what_wins(self):
        """REQ B-12: own entry before company time off before notice before ordinary week."""
        make_up = date(2026, 10, 10)
        self.assertEqual(self.company._workday_is([make_up]), [True])
        self._close(datetime(2026, 10, 9, 16), datetime(2026, 10, 10, 16), self.company)
        self.assertEqual(self.company._workday_is([make_up]), [False])
        self._except(make_up, "make_up", self.company)
        self.assertEqual(self.company._workday_is([make_up]), [True])
        self._except(date(2026, 10, 1), "make_up", self.company)
        self.assertEqual(self.company._workday_is([date(2026, 10, 1)]), [True])

    def test_today_is_the_companys(self):
        """REQ B-12: just after midnight in China it is the new day, whatever the client claims."""
        with freeze_time("2026-11-09 16:30:00"):
            company = self.company.with_context(tz="America/New_York")
            self.assertEqual(company._workday_today(), date(2026, 11, 10))
            company.resource_calendar_id.tz = "Europe/Brussels"
            self.assertEqual(company._workday_today(), MONDAY)
            company.resource_calendar_id.tz = "UTC"
            self.assertEqual(company._workday_today(), MONDAY)
            company.country_id = self.env.ref("base.cn")
            self.assertEqual(
                company._workday_today(), date(2026, 11, 10), "nobody has chosen UTC in China"
            )
            company.country_id = False
            company.resource_calendar_id = False
            self.assertEqual(company._workday_today(), date(2026, 11, 10))

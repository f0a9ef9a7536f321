from datetime import date, datetime

from odoo.tests import tagged

from .common import WorkdayCommon

MONDAY = date(2026, 11, 9)
SATURDAY = date(2026, 11, 14)


@tagged("post_install", "-at_install")
class TestCache(WorkdayCommon):
    """REQ B-12: every change that moves a working day is seen by the next count."""

    def setUp(self):
        super().setUp()
        self.assertWorks(MONDAY, True)
        self.assertWorks(SATURDAY, False)

    def assertWorks(self, day, expected):
        self.assertEqual(self.company._workday_is([day]), [expected])

    def test_exceptions(self):
        """REQ B-12: entries added, changed, moved, given to another company and deleted."""
        entry = self._except(MONDAY)
        self.assertWorks(MONDAY, False)
        entry.kind = "make_up"
        self.assertWorks(MONDAY, True)
        entry.date = SATURDAY
        self.assertWorks(SATURDAY, True)
        entry.company_id = self._create_company("Other Works")
        self.assertWorks(SATURDAY, False)
        entry.company_id = self.company
        self.assertWorks(SATURDAY, True)
        entry.unlink()
        self.assertWorks(SATURDAY, False)

    def test_working_hours(self):
        """REQ B-12: lines of the working hours added, moved and removed."""
        calendar = self.company.resource_calendar_id
        line = self.env["resource.calendar.attendance"].create(
            {**self._attendance(5, 8, 12, "morning"), "calendar_id": calendar.id}
        )
        self.assertWorks(SATURDAY, True)
        line.dayofweek = "6"
        self.assertWorks(SATURDAY, False)
        line.dayofweek = "5"
        self.assertWorks(SATURDAY, True)
        line.unlink()
        self.assertWorks(SATURDAY, False)

    def test_another_calendar(self):
        """REQ B-12: the company gets other working hours."""
        other = self._create_company("Six Days", weekdays=range(6))
        other.resource_calendar_id.company_id = False
        self.company.resource_calendar_id = other.resource_calendar_id
        self.assertWorks(SATURDAY, True)
        other.resource_calendar_id.schedule_type = "flexible"
        self.assertWorks(SATURDAY, False)

    def test_company_time_off(self):
        """REQ B-12: company time off added, moved, made personal and removed."""
        start, end = datetime(2026, 11, 8, 16), datetime(2026, 11, 9, 16)
        leave = self._close(start, end, self.company)
        self.assertWorks(MONDAY, False)
        leave.write({"date_from": datetime(2026, 11, 16), "date_to": datetime(2026, 11, 17)})
        self.assertWorks(MONDAY, True)
        leave.write({"date_from": start, "date_to": end})
        self.assertWorks(MONDAY, False)
        resource = self.env["resource.resource"].create({"name": "Wang"})
        leave.resource_id = resource
        self.assertWorks(MONDAY, True)
        leave.resource_id = False
        leave.calendar_id = self.company.resource_calendar_id
        self.assertWorks(MONDAY, False)
        leave.unlink()
        self.assertWorks(MONDAY, True)

    def test_other_workers_are_told(self):
        """REQ B-12: a change is signalled, so that every server process counts anew."""
        self.registry.cache_invalidated.clear()
        self._except(MONDAY)
        self.assertIn("default", self.registry.cache_invalidated)

    def test_personal_time_off_costs_nothing(self):
        """REQ B-12: the most frequent write, one person's time off, drops no cache."""
        resource = self.env["resource.resource"].create({"name": "Wang"})
        self.registry.cache_invalidated.clear()
        leave = self._close(
            datetime(2026, 11, 8, 16), datetime(2026, 11, 9, 16), resource_id=resource.id
        )
        leave.name = "Holiday"
        leave.unlink()
        self.assertNotIn("default", self.registry.cache_invalidated)

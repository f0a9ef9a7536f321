from odoo import fields
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError
from odoo.tests import tagged

from .complaint_common import ComplaintCommon, at, utc


@tagged("post_install", "-at_install")
class TestClocks(ComplaintCommon):
    """When clocks start, are due and end, worked out by hand (REQ C-02, C-03, C-11).

    The company works 8–12 and 13–17 in Shanghai: 8 hours a day. Limits: contact 1, solution 3,
    carrying out 5, return visit 5 working days, unless a test says otherwise.
    """

    def _due(self, received, number, unit="workhour", kind="contact"):
        """Return when a clock of a complaint received at a local time is due."""
        self._only_limit(kind, number, unit)
        with at(received):
            return self._clock(self._complaint(), kind).date_due

    def _only_limit(self, kind, number, unit="workhour"):
        self.Limit.search([("kind", "=", kind), ("company_id", "=", self.company.id)]).write(
            {"number": number, "unit": unit}
        )

    # ------------------------------------------------------------------
    # Days
    # ------------------------------------------------------------------
    def test_days_end_with_the_working_hours_of_the_last_day(self):
        """REQ C-02: the first day is not counted (Civil Code 201), the last one ends at 17:00."""
        # Tuesday 10:00 + 1 day: Wednesday; + 3 days: Friday
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        self.assertEqual(self._clock(complaint).date_due, utc("2026-03-11 17:00"))
        self.assertEqual(self._clock(complaint, "solution").date_due, utc("2026-03-13 17:00"))

    def test_days_before_hours_after_hours_and_at_the_weekend(self):
        """REQ C-02: whenever on a day it comes, the next working day is the first."""
        # 03:00 Shanghai on Tuesday is still Monday in UTC: Tuesday is the day of receipt
        self.assertEqual(self._due("2026-03-10 03:00", 1, "workday"), utc("2026-03-11 17:00"))
        self.assertEqual(self._due("2026-03-10 23:30", 1, "workday"), utc("2026-03-11 17:00"))
        # Saturday and Sunday: Monday
        self.assertEqual(self._due("2026-03-14 09:00", 1, "workday"), utc("2026-03-16 17:00"))
        self.assertEqual(self._due("2026-03-15 23:00", 1, "workday"), utc("2026-03-16 17:00"))

    def test_no_days_at_all(self):
        """REQ C-02: a limit of 0 days ends with the same working day; after it, with the next."""
        self.assertEqual(self._due("2026-03-10 10:00", 0, "workday"), utc("2026-03-10 17:00"))
        self.assertEqual(self._due("2026-03-10 18:00", 0, "workday"), utc("2026-03-11 17:00"))
        self.assertEqual(self._due("2026-03-14 10:00", 0, "workday"), utc("2026-03-16 17:00"))

    def test_days_over_the_spring_festival(self):
        """REQ C-02, B-12: 15 to 23 February 2026 are off, Saturdays 14 and 28 are worked."""
        # Friday 13th + 1: Saturday 14th (make-up); + 2: Tuesday 24th
        self.assertEqual(self._due("2026-02-13 10:00", 1, "workday"), utc("2026-02-14 17:00"))
        self.assertEqual(self._due("2026-02-13 10:00", 2, "workday"), utc("2026-02-24 17:00"))

    # ------------------------------------------------------------------
    # Hours
    # ------------------------------------------------------------------
    def test_hours(self):
        """REQ C-02: before hours, after hours, lunch, weekend."""
        cases = (
            # 07:00: 4 h from 8:00 are over at noon
            ("2026-03-10 07:00", 4, "2026-03-10 12:00"),
            # 11:00: an hour to noon, three from 13:00
            ("2026-03-10 11:00", 4, "2026-03-10 16:00"),
            # in the lunch break: from 13:00
            ("2026-03-10 12:20", 2, "2026-03-10 15:00"),
            # after hours: from 8:00 of the next day
            ("2026-03-10 19:00", 4, "2026-03-11 12:00"),
            # Friday 16:00: an hour, seven on Monday: 8–12 and 13–16
            ("2026-03-13 16:00", 8, "2026-03-16 16:00"),
            # Saturday: from Monday 8:00
            ("2026-03-14 10:00", 4, "2026-03-16 12:00"),
            # no hours: at once in working time, else with the next working time
            ("2026-03-10 10:00", 0, "2026-03-10 10:00"),
            ("2026-03-10 12:30", 0, "2026-03-10 13:00"),
            ("2026-03-13 18:00", 0, "2026-03-16 08:00"),
        )
        for received, hours, due in cases:
            with self.subTest(received=received, hours=hours):
                self.assertEqual(self._due(received, hours), utc(due))

    def test_hours_on_a_make_up_saturday_and_over_a_holiday(self):
        """REQ C-02, B-12: a make-up Saturday has an ordinary day's hours."""
        # Friday 13 February 16:00 + 9 h: one on Friday, eight on Saturday 14th (make-up)
        self.assertEqual(self._due("2026-02-13 16:00", 9), utc("2026-02-14 17:00"))
        # one more: Tuesday 24th 9:00, after the festival
        self.assertEqual(self._due("2026-02-13 16:00", 10), utc("2026-02-24 09:00"))

    def test_a_six_day_week(self):
        """REQ C-02: who works on Saturdays counts them."""
        self._set_hours(self.company, range(6))
        self.assertEqual(self._due("2026-03-13 16:00", 8), utc("2026-03-14 16:00"))
        self.assertEqual(self._due("2026-03-13 16:00", 1, "workday"), utc("2026-03-14 17:00"))

    def test_a_year_without_a_published_calendar(self):
        """REQ B-12: 2031 has no notice yet; Monday to Friday, and the reckoning says so."""
        # Wednesday 1 October 2031 is expected to be worked
        due = self._due("2031-09-30 10:00", 1, "workday")
        self.assertEqual(due, utc("2031-10-01 17:00"))
        with at("2031-09-30 10:00"):
            clock = self._clock(self._complaint())
            self.assertIn("provisional", clock.explanation)

    def test_the_company_decides_not_the_time_zone_of_agent_or_customer(self):
        """REQ C-02: an agent in New York and a customer in Paris have the company's clocks."""
        self.service.tz = "America/New_York"
        self.customer.tz = "Europe/Paris"
        due = self._due("2026-03-10 11:00", 4)
        self.assertEqual(due, utc("2026-03-10 16:00"))

    def test_summer_time(self):
        """REQ C-02: in New York 16:00 on Friday before the change + 2 h is Monday 9:00."""
        self._set_hours(self.company, zone="America/New_York")
        self._only_limit("contact", 2)
        # Sunday 8 March 2026: 2:00 becomes 3:00, so UTC-5 becomes UTC-4
        with at("2026-03-06 16:00", "America/New_York"):
            clock = self._clock(self._complaint())
        self.assertEqual(clock.date_due, utc("2026-03-09 09:00", "America/New_York"))
        # stored in UTC: 21:00 on Friday, 13:00 on Monday
        self.assertEqual(str(clock.date_start), "2026-03-06 21:00:00")
        self.assertEqual(str(clock.date_due), "2026-03-09 13:00:00")

    # ------------------------------------------------------------------
    # In time, overdue
    # ------------------------------------------------------------------
    def test_in_time_to_the_second(self):
        """REQ C-03: done at the last moment is in time, a second later is overdue."""
        for moment, state in (("2026-03-11 17:00:00", "met"), ("2026-03-11 17:00:01", "missed")):
            with self.subTest(moment=moment):
                with at("2026-03-10 10:00"):
                    complaint = self._complaint()
                with at(moment):
                    complaint.action_contact("已联系")
                clock = self._clock(complaint)
                self.assertEqual(clock.state, state)
                self.assertEqual(clock.date_done, utc(moment))
                # Tuesday 10–12 and 13–17 are 6 h, Wednesday 8
                self.assertEqual(clock.running_minutes, 14 * 60)
                self.assertEqual(clock.paused_minutes, 0)

    def test_received_days_ago_is_overdue_at_once(self):
        """REQ C-02: the clock starts with the call, not with its entry."""
        with at("2026-03-13 10:00"):
            complaint = self._complaint(received_on=utc("2026-03-10 10:00"))
            clock = self._clock(complaint)
            self.assertEqual((clock.state, clock.missed_on), ("missed", utc("2026-03-11 17:00")))
            self.assertTrue(complaint.is_overdue)

    def test_a_closed_clock_never_changes(self):
        """REQ C-11: not by severity, limit or a holiday imported later, not by the superuser."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        with at("2026-03-11 09:00"):
            complaint.action_contact("已联系")
        clock = self._clock(complaint)
        self.env.flush_all()
        self.env.invalidate_all()
        before = clock.read()[0]
        self.assertIn("after 7 working hours, 0 of them paused", clock.explanation)
        with at("2026-03-11 10:00"):
            self._limit("contact", 1, "workhour", severity="critical")
            complaint.severity = "critical"
            self.env["workday.exception"].create(
                {"date": "2026-03-11", "kind": "off", "name": "Closed"}
            )
            self._flush_redate()
        clock.invalidate_recordset()
        after = clock.read()[0]
        for name, value in before.items():
            self.assertEqual(after[name], value, name)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            unsealed(clock).write({"date_done": False})

    # ------------------------------------------------------------------
    # Dated anew
    # ------------------------------------------------------------------
    def test_a_holiday_imported_in_the_middle(self):
        """REQ B-12: open clocks move, and the complaint says from when to when."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
            messages = complaint.message_ids
            self.env["workday.exception"].create(
                {"date": "2026-03-12", "kind": "off", "name": "Closed"}
            )
            self._flush_redate()
        # contact is due on Wednesday 11th as before; the solution on Monday, not Friday
        self.assertEqual(self._clock(complaint).date_due, utc("2026-03-11 17:00"))
        self.assertEqual(self._clock(complaint, "solution").date_due, utc("2026-03-16 17:00"))
        [said] = complaint.message_ids - messages
        self.assertIn("2026-03-16 17:00 instead of 2026-03-13 17:00", said.body)
        self.assertEqual(complaint.next_due, utc("2026-03-11 17:00"))

    def test_missed_stays_missed_when_days_change(self):
        """REQ C-03: a holiday found afterwards does not undo what was missed."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        with at("2026-03-12 09:00"):
            self.env["customer.complaint.clock"]._escalate_chunk(fields.Datetime.now(), set())
            self.env["workday.exception"].create(
                {"date": "2026-03-11", "kind": "off", "name": "Closed"}
            )
            self._flush_redate()
        clock = self._clock(complaint)
        self.assertEqual((clock.state, clock.date_due), ("missed", utc("2026-03-11 17:00")))

    def test_severity_raised_after_half_the_time(self):
        """REQ C-02: the shorter limit counts from the same start, and is never over before."""
        self._limit("solution", 8, "workhour", severity="critical")
        self._limit("solution", 2, "workhour", severity="major")
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        clock = self._clock(complaint, "solution")
        self.assertEqual(clock.date_due, utc("2026-03-13 17:00"))
        with at("2026-03-10 15:00"):
            complaint.severity = "critical"
            # 8 h from Tuesday 10:00: six on Tuesday, two on Wednesday
            self.assertEqual(clock.date_due, utc("2026-03-11 10:00"))
            # 2 h from Tuesday 10:00 were over at noon: due now, not overdue for three hours
            complaint.severity = "major"
            self.assertEqual(clock.date_due, utc("2026-03-10 15:00"))
            self.assertEqual(clock.state, "running")
        self.assertIn("another limit holds", complaint.message_ids[0].body)

    def test_a_limit_that_is_changed(self):
        """REQ C-02: open clocks follow the table, and say so; other kinds stay."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
            self.Limit.search(
                [("kind", "=", "solution"), ("company_id", "=", self.company.id)]
            ).number = 5
        self.assertEqual(self._clock(complaint, "solution").date_due, utc("2026-03-17 17:00"))
        self.assertEqual(self._clock(complaint).date_due, utc("2026-03-11 17:00"))
        self.assertIn("the limit was changed", complaint.message_ids[0].body)

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------
    def test_the_reckoning_is_explained(self):
        """REQ C-11: day by day, with pauses."""
        self._only_limit("contact", 8)
        with at("2026-03-13 16:00"):
            complaint = self._complaint()
        with at("2026-03-13 16:30"):
            complaint.action_pause("customer", "客户出差")
        with at("2026-03-16 09:00"):
            complaint.action_resume()
            text = self._clock(complaint).explanation
        for part in (
            "Started 2026-03-13 16:00",
            "8 working hours",
            "16:00–17:00 = 1 h",
            "08:00–12:00, 13:00–16:00 = 7 h",
            # Friday half an hour, Monday one
            "Paused 2026-03-13 16:30 to 2026-03-16 09:00",
            "1.5 working hours",
            # 16:00 + 1.5 h: an hour to 17:00, half an hour on Tuesday
            "Due 2026-03-17 08:30",
        ):
            self.assertIn(part, text)

    def test_who_waits_for_whom(self):
        """REQ C-03: on card and list: service, department, customer, laboratory."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
            self.assertEqual((complaint.next_kind, complaint.waiting_for), ("contact", "service"))
            self._to(complaint, "assigned")
            self.assertEqual(
                (complaint.next_kind, complaint.waiting_for), ("solution", "department")
            )
            complaint.action_pause("lab", "送检")
            self.assertEqual(complaint.waiting_for, "lab")
            complaint.action_resume()
            self._solve(complaint)
            self.assertEqual((complaint.next_kind, complaint.waiting_for), (False, "customer"))
            complaint.action_agree("同意")
            self.assertEqual(
                (complaint.next_kind, complaint.waiting_for), ("execution", "department")
            )

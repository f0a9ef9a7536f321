from odoo.tests import tagged

from .complaint_common import ComplaintCommon, at, utc


@tagged("post_install", "-at_install")
class TestClosures(ComplaintCommon):
    """Hours in which the whole company is closed are no working time (REQ C-02, C-11, B-12).

    The company works 8–12 and 13–17; all moments are local, Tuesday is 10 March 2026. Limit of
    every clock: 8 working hours, unless a test says otherwise.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.limits = cls.Limit.search([("company_id", "=", cls.company.id)])
        cls.limits.write({"number": 8, "unit": "workhour"})

    def _close(self, start, stop, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "停电检修",
                "date_from": utc(start),
                "date_to": utc(stop),
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def _received(self, moment):
        with at(moment):
            return self._clock(self._complaint())

    def test_a_morning(self):
        """REQ C-02: Wednesday 8–12 closed: 1 h on Tuesday, 4 in the afternoon, 3 on Thursday."""
        self._close("2026-03-11 08:00", "2026-03-11 12:00")
        self.assertEqual(self._received("2026-03-10 16:00").date_due, utc("2026-03-12 11:00"))

    def test_an_afternoon(self):
        """REQ C-02: Wednesday 13–17 closed: 1 h on Tuesday, 4 in the morning, 3 on Thursday."""
        self._close("2026-03-11 13:00", "2026-03-11 17:00")
        self.assertEqual(self._received("2026-03-10 16:00").date_due, utc("2026-03-12 11:00"))
        # received in the closed afternoon: runs from Thursday 8:00, over with that day
        self.assertEqual(self._received("2026-03-11 14:00").date_due, utc("2026-03-12 17:00"))

    def test_across_lunch(self):
        """REQ C-02: 10–15 closed takes 2 h before lunch and 2 after it, not five."""
        self._close("2026-03-11 10:00", "2026-03-11 15:00")
        # 1 h on Tuesday, 8–10 and 15–17 on Wednesday, 3 h on Thursday
        clock = self._received("2026-03-10 16:00")
        self.assertEqual(clock.date_due, utc("2026-03-12 11:00"))
        self.assertIn("08:00–10:00, 15:00–17:00 = 4 h", clock.explanation)
        self.assertIn("停电检修", clock.explanation)

    def test_two_closures_that_overlap(self):
        """REQ C-02: hours closed twice are taken off once."""
        self._close("2026-03-11 13:00", "2026-03-11 15:00")
        self._close("2026-03-11 14:00", "2026-03-11 16:00")
        # 1 h on Tuesday, 8–12 and 16–17 on Wednesday, 2 h on Thursday
        self.assertEqual(self._received("2026-03-10 16:00").date_due, utc("2026-03-12 10:00"))

    def test_outside_working_hours(self):
        """REQ C-02: closed over lunch or in the evening, or one person off: nothing moves."""
        self._close("2026-03-11 12:00", "2026-03-11 13:00")
        self._close("2026-03-11 17:00", "2026-03-11 21:00")
        resource = self.env["resource.resource"].create(
            {"name": "王工", "calendar_id": self.company.resource_calendar_id.id}
        )
        self._close("2026-03-11 08:00", "2026-03-11 12:00", resource_id=resource.id)
        # 1 h on Tuesday, 7 on Wednesday: 8–12 and 13–16
        self.assertEqual(self._received("2026-03-10 16:00").date_due, utc("2026-03-11 16:00"))

    def test_with_a_pause_over_it(self):
        """REQ C-11: Wednesday 11 to Thursday 9 with the afternoon closed: 1 h and 1 h."""
        self._close("2026-03-11 13:00", "2026-03-11 17:00")
        clock = self._received("2026-03-10 16:00")
        with at("2026-03-11 11:00"):
            clock.complaint_id.action_pause("customer")
        with at("2026-03-12 09:00"):
            clock.complaint_id.action_resume()
        self.assertEqual(clock.pause_ids.minutes, 120)
        # Thursday 11:00 without the pause; two hours more: 11–12 and 13–14
        self.assertEqual(clock.date_due, utc("2026-03-12 14:00"))

    def test_with_a_pause_wholly_in_it(self):
        """REQ C-11: a pause while the company is closed moves nothing."""
        self._close("2026-03-11 13:00", "2026-03-11 17:00")
        clock = self._received("2026-03-10 16:00")
        with at("2026-03-11 14:00"):
            clock.complaint_id.action_pause("customer")
        with at("2026-03-11 16:00"):
            clock.complaint_id.action_resume()
        self.assertEqual(clock.pause_ids.minutes, 0)
        self.assertEqual(clock.date_due, utc("2026-03-12 11:00"))

    def test_a_limit_of_days(self):
        """REQ C-02: the day counts, and the limit is over with the hours that are left of it."""
        self.limits.write({"number": 1, "unit": "workday"})
        self._close("2026-03-11 13:00", "2026-03-11 17:00")
        clock = self._received("2026-03-10 10:00")
        self.assertEqual(clock.date_due, utc("2026-03-11 12:00"))
        self.assertIn("08:00–12:00 = 4 h (停电检修)", clock.explanation)

    def test_a_make_up_saturday(self):
        """REQ B-12: its afternoon closed: Friday 13 February 16–17, Saturday 8–12, Tuesday 24th."""
        self._close("2026-02-14 13:00", "2026-02-14 17:00")
        # 1 h, 4 h, and 3 h after the festival
        self.assertEqual(self._received("2026-02-13 16:00").date_due, utc("2026-02-24 11:00"))

    def test_closed_later(self):
        """REQ C-11: an afternoon closed on the way re-dates open clocks and says so."""
        clock = self._received("2026-03-10 16:00")
        done = self._received("2026-03-10 16:00")
        with at("2026-03-10 16:30"):
            done.complaint_id.action_contact("电话联系")
        self.assertEqual(clock.date_due, utc("2026-03-11 16:00"))
        with at("2026-03-11 09:00"):
            self._close("2026-03-11 13:00", "2026-03-11 17:00")
            self._flush_redate()
        # 1 h on Tuesday, 4 on Wednesday, 3 on Thursday
        self.assertEqual(clock.date_due, utc("2026-03-12 11:00"))
        self.assertIn("working days have changed", clock.complaint_id.message_ids[0].body)
        self.assertEqual(done.date_due, utc("2026-03-11 16:00"))

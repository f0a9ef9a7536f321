from odoo import fields
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .complaint_common import ComplaintCommon, at, utc


@tagged("post_install", "-at_install")
class TestPauses(ComplaintCommon):
    """Pauses count only where they overlap working time (REQ C-03, C-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Limit.search([("company_id", "=", cls.company.id)]).unlink()
        for kind in ("contact", "solution", "execution", "return_visit"):
            cls._limit(kind, 16, "workhour")

    def _paused(self, received, *pauses):
        """Return the contact clock of a complaint with these pauses (from, to) behind it."""
        with at(received):
            complaint = self._complaint()
        for start, stop in pauses:
            with at(start):
                complaint.action_pause("customer")
            if stop:
                with at(stop):
                    complaint.action_resume()
        return self._clock(complaint)

    def test_in_the_middle_of_a_day(self):
        """REQ C-11: 10:00 to 14:00 is three hours of work, lunch is none."""
        # Tuesday 9:00 + 16 h: 7 h, 8 h, one on Thursday to 9:00; three more: to noon
        clock = self._paused("2026-03-10 09:00", ("2026-03-10 10:00", "2026-03-10 14:00"))
        self.assertEqual(clock.date_due, utc("2026-03-12 12:00"))
        self.assertEqual(clock.pause_ids.minutes, 180)

    def test_over_a_weekend(self):
        """REQ C-11: Friday 16:00 to Monday 9:00 is two hours."""
        # Friday 15:00 + 16 h: 2 h, Monday 8 h, Tuesday 6 h to 15:00; two more: 17:00
        clock = self._paused("2026-03-13 15:00", ("2026-03-13 16:00", "2026-03-16 09:00"))
        self.assertEqual(clock.pause_ids.minutes, 120)
        self.assertEqual(clock.date_due, utc("2026-03-17 17:00"))

    def test_wholly_outside_working_time(self):
        """REQ C-11: a pause over the night or the weekend moves nothing."""
        clock = self._paused("2026-03-13 15:00", ("2026-03-13 17:00", "2026-03-16 08:00"))
        self.assertEqual(clock.pause_ids.minutes, 0)
        self.assertEqual(clock.date_due, utc("2026-03-17 15:00"))

    def test_over_a_holiday(self):
        """REQ C-11: Friday 13 February to Tuesday 24th: the make-up Saturday counts, no holiday."""
        # 16:00–17:00 on Friday, 8 h on Saturday 14th, 8:00–10:00 on Tuesday 24th: 11 h
        clock = self._paused("2026-02-13 15:00", ("2026-02-13 16:00", "2026-02-24 10:00"))
        self.assertEqual(clock.pause_ids.minutes, 11 * 60)
        # 15:00 + 1 h before, 15 h after Tuesday 10:00: 6 h, Wednesday 8 h, Thursday 8:00–9:00
        self.assertEqual(clock.date_due, utc("2026-02-26 09:00"))

    def test_two_pauses(self):
        """REQ C-11: they add up."""
        clock = self._paused(
            "2026-03-10 09:00",
            ("2026-03-10 10:00", "2026-03-10 11:00"),
            ("2026-03-10 16:00", "2026-03-11 09:00"),
        )
        # 1 h, and 1 + 1 h
        self.assertEqual(clock.pause_ids.mapped("minutes"), [60, 120])
        self.assertEqual(clock.date_due, utc("2026-03-12 12:00"))

    def test_of_a_limit_in_days(self):
        """REQ C-11: the end of a day moves by the working time of the pause."""
        self.Limit.search([("company_id", "=", self.company.id), ("kind", "=", "contact")]).write(
            {"unit": "workday", "number": 1}
        )
        # Wednesday 17:00 and 3 h of pause: Thursday 11:00
        clock = self._paused("2026-03-10 09:00", ("2026-03-10 10:00", "2026-03-10 14:00"))
        self.assertEqual(clock.date_due, utc("2026-03-12 11:00"))

    def test_done_while_paused(self):
        """REQ C-11: it runs again first; the pause has an end and counts."""
        clock = self._paused("2026-03-10 09:00", ("2026-03-10 10:00", None))
        self.assertEqual(clock.state, "paused")
        with at("2026-03-20 10:00"):
            clock.complaint_id.action_contact("联系上了")
        self.assertEqual((clock.state, clock.date_done), ("met", utc("2026-03-20 10:00")))
        self.assertEqual(clock.pause_ids.date_stop, utc("2026-03-20 10:00"))
        self.assertEqual(clock.running_minutes, 60)
        # Tuesday 6 h; Wed, Thu, Fri, Mon to Thu 7 days of 8 h; Friday 2 h: 64 h
        self.assertEqual(clock.paused_minutes, 64 * 60)

    def test_nothing_is_overdue_while_paused(self):
        """REQ C-03: job, list and filter leave a paused clock alone, however long."""
        clock = self._paused("2026-03-10 09:00", ("2026-03-10 10:00", None))
        overdue = [("id", "=", clock.complaint_id.id), ("is_overdue", "=", True)]
        with at("2026-06-10 10:00"):
            self.env["customer.complaint.clock"]._escalate_chunk(fields.Datetime.now(), set())
            self.assertFalse(clock.complaint_id.is_overdue)
            self.assertFalse(self.env["customer.complaint"].search(overdue))
            clock.complaint_id.action_resume()
        self.assertEqual(clock.state, "running")
        # 1 h before, 15 h after Wednesday 10 June 10:00: 6 h, 8 h, one on Friday
        self.assertEqual(clock.date_due, utc("2026-06-12 09:00"))
        with at("2026-06-12 09:01"):
            self.env.invalidate_all()
            self.assertTrue(clock.complaint_id.is_overdue)
            self.assertTrue(self.env["customer.complaint"].search(overdue))

    def test_an_overdue_clock_stays_overdue(self):
        """REQ C-03: pausing afterwards does not undo it."""
        clock = self._paused("2026-03-10 09:00", ("2026-03-13 10:00", "2026-03-13 14:00"))
        # was due on Thursday 9:00
        self.assertEqual((clock.state, clock.date_due), ("missed", utc("2026-03-12 09:00")))
        self.assertEqual(clock.paused_minutes, 180)

    def test_a_pause_needs_a_reason(self):
        """REQ C-11: the dialog asks; an unknown or empty reason is refused, nothing pauses."""
        with at("2026-03-10 09:00"):
            complaint = self._complaint()
            self.assertEqual(complaint.action_pause()["res_model"], "customer.complaint.step")
            for reason in ("", "holiday", False):
                with self.assertRaisesRegex(UserError, "needs a reason"):
                    complaint.action_pause(reason)
            with self.assertRaisesRegex(UserError, "in words"):
                complaint.action_pause("other", "   ")
        self.assertFalse(complaint.pause_ids)

    def test_paused_once_at_a_time(self):
        """REQ C-11: neither twice, nor resumed without a pause."""
        with at("2026-03-10 09:00"):
            complaint = self._complaint()
            with self.assertRaisesRegex(UserError, "no clock is paused"):
                complaint.action_resume()
            complaint.action_pause("customer")
            with self.assertRaisesRegex(UserError, "no clock is running"):
                complaint.action_pause("lab")
        self.assertEqual(len(complaint.pause_ids), 2)  # contact and solution, once each

    def test_one_clock_alone(self):
        """REQ C-11: the solution waits for the laboratory, the contact does not."""
        with at("2026-03-10 09:00"):
            complaint = self._complaint()
            complaint.action_pause("lab", kinds=["solution"])
        self.assertEqual(self._clock(complaint).state, "running")
        self.assertEqual(self._clock(complaint, "solution").state, "paused")
        self.assertEqual((complaint.next_kind, complaint.waiting_for), ("contact", "service"))

    def test_nobody_writes_clocks_and_pauses(self):
        """REQ C-11: append-only for users, administrators and the superuser included."""
        clock = self._paused("2026-03-10 09:00", ("2026-03-10 10:00", None))
        pause = clock.pause_ids
        for user in (self.service, self.admin, self.director):
            for record, values in (
                (clock, {"date_due": utc("2027-03-10 09:00")}),
                (pause, {"date_start": utc("2026-03-01 09:00")}),
            ):
                with self.subTest(user=user.login, model=record._name):
                    with self.assertRaisesRegex(AccessError, "written by the system itself"):
                        record.with_user(user).write(values)
                    with self.assertRaisesRegex(AccessError, "kept for good"):
                        record.with_user(user).unlink()
                    with self.assertRaisesRegex(AccessError, "written by the system itself"):
                        record.with_user(user).copy()
        with self.assertRaisesRegex(AccessError, "written by the system"):
            clock.sudo().write({"date_due": utc("2027-03-10 09:00")})
        with self.assertRaisesRegex(AccessError, "written by the system itself"):
            self.env["customer.complaint"].browse(clock.complaint_id.id).with_user(
                self.service
            ).write({"clock_ids": [(1, clock.id, {"date_due": utc("2027-03-10 09:00")})]})
        self.assertEqual(unsealed(clock).date_due, utc("2026-03-12 09:00"))

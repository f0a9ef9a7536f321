from odoo import fields
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .complaint_common import ComplaintCommon, at, utc


@tagged("post_install", "-at_install")
class TestEscalation(ComplaintCommon):
    """Reminder before the limit, superiors at and after it, each level once (REQ C-03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Level = cls.env["customer.complaint.level"]
        Level.search([]).active = False
        cls.before, cls.limit, cls.after = Level.create(
            [
                {"hours": hours, "target": target, "company_id": cls.company.id}
                for hours, target in ((-4, "owner"), (0, "manager"), (8, "director"))
            ]
        )
        with at("2026-03-02 10:00"):
            cls.company.customer_complaint_reminder = True

    def _job(self):
        clocks = self.env["customer.complaint.clock"]
        clocks._escalate_chunk(fields.Datetime.now(), set())
        clocks._refresh_complaint_reminders()

    def _told(self, complaint, kind="contact"):
        """Return {(level, person)} of what was told of a clock."""
        notices = self._clock(complaint, kind).notice_ids
        return {(notice.level_id, notice.user_id) for notice in notices}

    def _reminder(self, user):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("customer_complaints.mail_activity_due").id,
                ),
            ]
        )

    def test_each_level_in_its_turn(self):
        """REQ C-03: four working hours before, at the limit, a day after; no level twice.

        Contact is due on Wednesday 17:00; four hours before is 13:00; eight after, Thursday 17:00.
        """
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        steps = (
            ("2026-03-11 12:59", set(), "running"),
            ("2026-03-11 13:00", {(self.before, self.service)}, "running"),
            ("2026-03-11 17:00", {(self.limit, self.director)}, "running"),
            ("2026-03-11 17:01", set(), "missed"),
            ("2026-03-12 16:59", set(), "missed"),
            ("2026-03-12 17:00", {(self.after, self.director)}, "missed"),
            ("2026-03-20 10:00", set(), "missed"),
        )
        told = set()
        for moment, new, state in steps:
            with self.subTest(moment=moment), at(moment):
                self._job()
                self._job()
                told |= new
                self.assertEqual(self._told(complaint), told)
                self.assertEqual(self._clock(complaint).state, state)

    def test_after_downtime_each_level_once(self):
        """REQ C-03: two days without the job: every level is told, once, and it is overdue."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        with at("2026-03-13 10:00"):
            self._job()
            self._job()
        self.assertEqual(
            self._told(complaint),
            {
                (self.before, self.service),
                (self.limit, self.director),
                (self.after, self.director),
            },
        )
        clock = self._clock(complaint)
        self.assertEqual((clock.state, clock.missed_on), ("missed", utc("2026-03-11 17:00")))
        self.assertFalse(clock.next_check)

    def test_who_is_told(self):
        """REQ C-03: the handler and their manager; of a solution who solves it and theirs."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint(self.salesperson)
            self._to(complaint, "assigned")
        with at("2026-03-16 17:30"):
            self._job()
        self.assertEqual(
            self._told(complaint, "solution"),
            {
                (self.before, self.engineer),
                (self.limit, self.quality_head),
                (self.after, self.director),
            },
        )
        with at("2026-03-16 17:30"):
            other = self._complaint(self.salesperson)
        with at("2026-03-17 17:00"):
            self._job()
        self.assertEqual(
            self._told(other), {(self.before, self.salesperson), (self.limit, self.manager)}
        )

    def test_who_has_left_is_not_told(self):
        """REQ C-03: nobody misses it: the manager is told for an owner who has left, then the
        director for the manager."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint(self.salesperson)
            self._leave(self.salesperson)
        with at("2026-03-11 13:00"):
            self._job()
        self.assertEqual(self._told(complaint), {(self.before, self.manager)})
        self._leave(self.manager)
        with at("2026-03-11 17:00"):
            self._job()
        self.assertEqual(
            self._told(complaint), {(self.before, self.manager), (self.limit, self.director)}
        )

    def test_one_reminder_a_person(self):
        """REQ C-03, P-01: with the number, in the reader's language; gone when nothing waits."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.director.lang = "zh_CN"
        with at("2026-03-10 10:00"):
            complaints = [self._complaint(subject=str(number)) for number in range(3)]
        with at("2026-03-11 17:30"):
            self._job()
            [reminder] = self._reminder(self.service)
            self.assertEqual(reminder.summary, "Complaints due or overdue: 3")
            self.assertTrue(self._reminder(self.director))
            for complaint in complaints[:2]:
                complaint.action_contact("已联系")
            self.env["customer.complaint.clock"]._refresh_complaint_reminders()
            self.assertEqual(self._reminder(self.service).summary, "Complaints due or overdue: 1")
            complaints[2].action_contact("已联系")
            self.env["customer.complaint.clock"]._refresh_complaint_reminders()
        self.assertFalse(self._reminder(self.service))

    def test_the_reminder_opens_what_waits(self):
        """REQ C-03: the list of complaints that one was told of."""
        with at("2026-03-10 10:00"):
            mine, other = self._complaint(), self._complaint()
            other.action_contact("已联系")
        with at("2026-03-11 13:00"):
            self._job()
        found = self.env["customer.complaint"].with_user(self.service)
        self.assertEqual(found.search([("told_me", "=", True)]), mine)
        self.assertTrue(mine.told_me)

    def test_switched_off_nobody_is_told(self):
        """L-02: overdue is marked, nobody is told; switched on, nothing old comes over people."""
        with at("2026-03-02 10:00"):
            self.company.customer_complaint_reminder = False
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        with at("2026-03-13 10:00"):
            self._job()
            self.assertEqual(self._clock(complaint).state, "missed")
            self.assertFalse(self._clock(complaint).notice_ids)
            self.company.customer_complaint_reminder = True
            self._job()
            self.assertFalse(self._clock(complaint).notice_ids)
        # the solution is due on Friday 17:00: that is still told
        with at("2026-03-13 17:00"):
            self._job()
        self.assertTrue(self._told(complaint, "solution"))
        self.assertFalse(self._clock(complaint).notice_ids)

    def test_paused_clocks_are_left_alone(self):
        """REQ C-03: nobody is told of what waits for the customer; afterwards it goes on."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
            complaint.action_pause("customer")
        with at("2026-03-20 10:00"):
            self._job()
            self.assertFalse(self._told(complaint))
            complaint.action_resume()
        # eight days of pause, 64 h: Wednesday 17:00 becomes Monday 23 March 17:00
        clock = self._clock(complaint)
        self.assertEqual(clock.date_due, utc("2026-03-23 17:00"))
        self.assertEqual(clock.next_check, utc("2026-03-23 13:00"))

    def test_a_level_that_lies_before_the_start(self):
        """REQ C-03: a limit of two hours has no reminder four hours before."""
        self.Limit.search([("kind", "=", "contact"), ("company_id", "=", self.company.id)]).write(
            {"number": 2, "unit": "workhour"}
        )
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
            self._job()
        self.assertFalse(self._told(complaint))

    def test_levels_are_kept_for_good(self):
        """REQ C-03: who was told is neither changed nor deleted."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
        with at("2026-03-13 10:00"):
            self._job()
        notice = self._clock(complaint).notice_ids[0]
        with self.assertRaisesRegex(AccessError, "written by the system itself"):
            notice.with_user(self.admin).write({"user_id": self.admin.id})
        with self.assertRaisesRegex(AccessError, "kept for good"):
            notice.sudo().unlink()

    def test_a_thousand_at_once(self):
        """REQ C-03: the number of queries does not grow with the number of clocks."""
        with at("2026-03-10 10:00"):
            complaint = self._complaint()
            clock = self._clock(complaint)
        counts = []
        for number in (1, 40):
            with at("2026-03-10 10:00"):
                for _copy in range(number):
                    self._complaint()
            with at("2026-03-11 13:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._job()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 15)
        self.assertTrue(unsealed(clock).notice_ids)

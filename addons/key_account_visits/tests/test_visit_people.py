from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .visit_common import NOW, VisitCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitPeople(VisitCommon):
    """REQ V-02: who goes, whom they meet, nobody in two places."""

    def test_first_visit_takes_two(self):
        """S3 六.2(1): the first visit to a new customer is made by two of us."""
        self.customer.customer_category = "potential"
        visit = self._visit()
        self.assertTrue(visit.is_first_visit)
        with self.assertRaisesRegex(UserError, "two of us go"):
            visit.action_submit()
        self.assertEqual(visit.state, "draft")
        visit.participant_ids = self.colleague
        visit.action_submit()
        self.assertEqual(visit.state, "submitted")

    def test_second_visit_takes_one(self):
        """A customer that was visited before may be visited alone; so by setting."""
        self.customer.customer_category = "potential"
        self.env["customer.interaction"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.salesperson.id,
                "company_id": self.company.id,
                "date": "2026-02-01 02:00:00",
                "way": "visit",
                "summary": "初次拜访",
            }
        )
        visit = self._visit()
        self.assertFalse(visit.is_first_visit)
        visit.action_submit()
        self.assertEqual(visit.state, "submitted")

    def test_setting_off(self):
        """The administrator may switch the rule off."""
        self.customer.customer_category = "potential"
        self.company.customer_visit_two_people = False
        visit = self._visit()
        visit.action_submit()
        self.assertEqual(visit.state, "submitted")

    def test_important_prospect(self):
        """S3 六.2(1): two or more of us keep in touch with an important prospect."""
        self.customer.write({"customer_category": "potential", "is_key_account": True})
        talk = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "date": "2026-02-01 02:00:00",
            "way": "visit",
            "summary": "初次拜访",
        }
        self.env["customer.interaction"].create({**talk, "user_id": self.salesperson.id})
        visit = self._visit()
        with self.assertRaisesRegex(UserError, "important prospect"):
            visit.action_submit()
        self.env["customer.interaction"].create({**talk, "user_id": self.colleague.id})
        visit.action_submit()
        self.assertEqual(visit.state, "submitted")

    def test_overlap_is_warned_of(self):
        """A person is in one place at a time: told, with who and when."""
        self._visit()
        second = self._visit(date_start="2026-03-12 02:00:00", date_stop="2026-03-12 04:00:00")
        self.assertIn(self.salesperson.name, second.overlap_warning)
        third = self._visit(date_start="2026-03-12 03:00:00", date_stop="2026-03-12 04:30:00")
        # begins when the first one ends: only the second one is at the same time
        self.assertTrue(third.overlap_warning)
        later = self._visit(date_start="2026-03-13 03:00:00", date_stop="2026-03-13 04:00:00")
        self.assertFalse(later.overlap_warning)

    def test_three_visits_at_the_same_hour(self):
        """Bad input: each of them is told of both others, by one search for them all."""
        visits = self._visit() | self._visit() | self._visit()
        for visit in visits:
            self.assertEqual(visit.overlap_warning.count(self.salesperson.name), 2)
        visits[0].action_cancel("改期")
        self.env.invalidate_all()
        self.assertFalse(visits[0].overlap_warning)
        self.assertEqual(visits[1].overlap_warning.count(self.salesperson.name), 1)
        few = self._queries(visits)
        more = visits | self._visit() | self._visit() | self._visit()
        self.assertEqual(self._queries(more), few)

    def _queries(self, visits):
        """Return the queries of telling who is elsewhere, caches of records cold."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        visits.mapped("overlap_warning")
        return self.env.cr.sql_log_count - before

    def test_guests_at_the_hour_of_a_visit(self):
        """Whoever receives guests is not on a visit at that hour: both documents tell it."""
        level = self.env["customer.guest.level"].create(
            {"name": "贵宾", "company_id": self.company.id}
        )
        reception = (
            self.env["customer.reception"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "purpose": "考察",
                    "level_id": level.id,
                    "date_start": "2026-03-12 02:00:00",
                    "date_stop": "2026-03-12 08:00:00",
                    "host_ids": [self.colleague.id],
                }
            )
        )
        self.assertFalse(reception.overlap_warning)
        visit = self._visit(participant_ids=[self.colleague.id])
        self.assertIn(self.colleague.name, visit.overlap_warning)
        self.env.invalidate_all()
        self.assertIn(self.colleague.name, reception.overlap_warning)

    def test_strangers_are_refused(self):
        """People to meet are the customer's."""
        other = self.Partner.create({"name": "别家", "is_company": True})
        person = self.Partner.create({"name": "别人", "parent_id": other.id})
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            self._visit(contact_ids=[person.id])

    def test_goes_along_and_sees(self):
        """Who goes along sees the visit and may report it; others do not see it."""
        visit = self._visit(participant_ids=[self.stranger.id])
        self.assertTrue(visit.with_user(self.stranger).has_access("read"))
        self._approve(visit)
        with self._later("2026-03-12 04:00:00"):
            mine = visit.with_user(self.stranger)
            self._write_report(mine)
            mine.action_report()
        self.assertEqual(visit.reported_by_id, self.stranger)
        outsider = self._make_user("visit_nobody", "salesperson")
        self.assertFalse(visit.with_user(outsider).has_access("read"))

    def test_calendar_follows_both_ways(self):
        """The meeting is made on approval, moves with the visit and moves it."""
        visit = self._visit(participant_ids=[self.colleague.id])
        self.assertFalse(visit.event_id)
        self._approve(visit)
        event = visit.event_id.sudo()
        self.assertEqual(event.partner_ids, (self.salesperson | self.colleague).partner_id)
        visit.date_stop = "2026-03-12 04:00:00"
        self.assertEqual(str(event.stop), "2026-03-12 04:00:00")
        event.with_user(self.salesperson).write(
            {"start": "2026-03-12 02:00:00", "stop": "2026-03-12 05:00:00"}
        )
        self.assertEqual(str(visit.date_start), "2026-03-12 02:00:00")
        visit.action_cancel("客户改期")
        self.assertFalse(event.exists())

    def test_a_meeting_is_deleted_by_who_may_change_the_visit(self):
        """REQ V-01, S-03: Odoo lets every employee delete every meeting; a visit keeps its own."""
        visit = self._visit()
        self._approve(visit)
        event, outsider = visit.event_id.sudo(), self._make_user("visit_nobody", "salesperson")
        with self.assertRaisesRegex(AccessError, "is not yours to work on"):
            event.with_user(outsider).unlink()
        self.assertEqual(visit.event_id.sudo(), event)
        event.with_user(self.salesperson).unlink()
        self.assertFalse(visit.event_id)

    def test_owner_changes(self):
        """Plans go to the new owner, what is in approval stays (event registry)."""
        draft = self._visit()
        running = self._visit(date_start="2026-03-13 01:00:00", date_stop="2026-03-13 02:00:00")
        running.action_submit()
        self.customer.user_id = self.colleague
        self.assertEqual(draft.sudo().user_id, self.colleague)
        self.assertEqual(running.sudo().user_id, self.salesperson)

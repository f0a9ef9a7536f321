from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .visit_common import NOW, VisitCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestTrip(VisitCommon):
    """REQ V-09: applied for before leaving, checked in, reported, days counted."""

    def _trip(self, user=None, **values):
        user = user or self.salesperson
        return (
            self.env["customer.trip"]
            .with_user(user)
            .with_company(self.company)
            .create(
                {
                    "purpose": "拜访华东客户",
                    "date_from": "2026-03-16",
                    "date_to": "2026-03-18",
                    "stop_ids": [
                        Command.create({"place": "南京", "date_from": "2026-03-16"}),
                        Command.create({"place": "苏州", "date_from": "2026-03-17"}),
                    ],
                    **values,
                }
            )
        )

    def test_story(self):
        """S4 2.2 第14条: application, approval, check-in at each place, report."""
        trip = self._trip()
        self._approve(trip, self.manager)
        self.assertEqual((trip.state, trip.days, trip.destination), ("approved", 3, "南京 → 苏州"))
        visit = self._visit(
            trip_id=trip.id, date_start="2026-03-16 02:00:00", date_stop="2026-03-16 04:00:00"
        )
        self._approve(visit)
        with self._later("2026-03-16 02:00:00"):
            self.assertTrue(trip.can_check_in)
            arrival = trip.checkin_ids.create({"trip_id": trip.id, "stop_id": trip.stop_ids[0].id})
            self.assertEqual((arrival.place, arrival.user_id), ("南京", self.salesperson))
            self.assertFalse(arrival.without_approval)
        with self._later("2026-03-18 10:00:00"):
            trip.write({"report": "跑了两家", "results": "一家要报价"})
            with self.assertRaisesRegex(UserError, "reports of its visits"):
                trip.action_report()
            self._write_report(visit)
            visit.action_report()
            trip.action_report()
            trip.with_user(self.manager).action_review_accept(80)
        self.assertEqual(trip.state, "closed")
        month = self.env["customer.trip.month"].search([("user_id", "=", self.salesperson.id)])
        self.assertEqual((month.days, month.wanted, month.is_short), (3, 15, True))

    def test_without_destination(self):
        """Bad input: a trip without destination is refused."""
        trip = self._trip(stop_ids=[])
        with self.assertRaisesRegex(UserError, "has no destination"):
            trip.action_submit()
        self.assertEqual(trip.state, "draft")

    def test_travelling_without_approval_is_seen(self):
        """Who leaves before the application is approved is marked."""
        trip = self._trip(
            date_from="2026-03-10",
            date_to="2026-03-12",
            stop_ids=[Command.create({"place": "南京"})],
        )
        arrival = trip.checkin_ids.create({"trip_id": trip.id, "place": "南京"})
        self.assertTrue(arrival.without_approval)
        self.assertIn(
            trip, self.env["customer.trip"].search([("checkin_ids.without_approval", "=", True)])
        )

    def test_clerk_puts_arrivals_down(self):
        """The clerk who is called registers the arrival; colleagues and strangers do not."""
        trip = self._approve(self._trip(), self.manager)
        vals = {"trip_id": trip.id, "place": "南京", "user_id": self.salesperson.id}
        with self._later("2026-03-16 02:00:00"):
            arrival = self.env["customer.trip.checkin"].with_user(self.clerk).create(vals)
            self.assertEqual((arrival.by_id, arrival.user_id), (self.clerk, self.salesperson))
            for person in (self.stranger, self.outsider, self.colleague):
                with (
                    self.subTest(person.login),
                    self.assertRaisesRegex(
                        AccessError,
                        "not open to you: Business Trip|not allowed to create 'Check-In of a Trip'",
                    ),
                ):
                    self.env["customer.trip.checkin"].with_user(person).create(vals)
            with self.assertRaisesRegex(ValidationError, "is not on the trip"):
                self.env["customer.trip.checkin"].with_user(self.clerk).create(
                    {**vals, "user_id": self.colleague.id}
                )
            with self.assertRaisesRegex(UserError, "stays as it was put down"):
                arrival.moment = "2026-03-15 00:00:00"
            with self.assertRaisesRegex(UserError, "not allowed to delete 'Check-In of a Trip'"):
                arrival.unlink()
            forged = (
                self.env["customer.trip.checkin"]
                .with_user(self.salesperson)
                .create(
                    {
                        "trip_id": trip.id,
                        "place": "苏州",
                        "moment": "2026-03-10 00:00:00",
                        "without_approval": True,
                        "by_id": self.clerk.id,
                    }
                )
            )
        self.assertEqual(str(forged.moment), "2026-03-16 02:00:00")
        self.assertEqual((forged.by_id, forged.without_approval), (self.salesperson, False))

    def test_position_needs_both(self):
        """PIPL 28, 15, 19: kept when switched on and agreed to, erased when withdrawn or old."""
        trip = self._approve(self._trip(), self.manager)
        vals = {"trip_id": trip.id, "place": "南京", "latitude": 32.06, "longitude": 118.79}
        mine = self.env["customer.trip.checkin"].with_user(self.salesperson)
        with self._later("2026-03-16 02:00:00"):
            with self.assertRaisesRegex(UserError, "keeps no positions"):
                mine.create(vals)
            self.company.customer_checkin_position = True
            with self.assertRaisesRegex(UserError, "agreed to it"):
                mine.create(vals)
            self.salesperson.with_user(self.salesperson).customer_position_consent = True
            kept = mine.create(vals)
            self.assertTrue(kept.has_position)
            with self.assertRaisesRegex(UserError, "agreed to it"):
                mine.with_user(self.clerk).create({**vals, "user_id": self.salesperson.id})
        with self._later("2026-06-15 02:00:00"), self.enter_registry_test_mode():
            self.env.ref("key_account_visits.ir_cron_trip_positions").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((kept.latitude, kept.has_position), (0, False))
        with self._later("2026-03-16 02:00:00"):
            kept = mine.create(vals)
            self.salesperson.with_user(self.salesperson).customer_position_consent = False
            self.env.invalidate_all()
            self.assertEqual((kept.longitude, kept.has_position), (0, False))

    def test_end_before_beginning(self):
        """Bad input: a trip that ends before it begins is refused."""
        with self.assertRaisesRegex(ValidationError, "must not be before"):
            self._trip(
                date_from="2026-03-18",
                date_to="2026-03-16",
                stop_ids=[Command.create({"place": "南京"})],
            )

    def test_two_trips_at_once(self):
        """Nobody is on two trips on the same day."""
        self._approve(self._trip(), self.manager)
        other = self._trip(
            date_from="2026-03-17",
            date_to="2026-03-20",
            stop_ids=[Command.create({"place": "杭州"})],
        )
        with self.assertRaisesRegex(ValidationError, "on another trip"):
            other.action_submit()
            self.env.flush_all()

    def test_two_trips_of_one_day(self):
        """Nor when a trip takes a day only, or begins on the day another one ends."""
        for first, last in (("2026-03-16", "2026-03-16"), ("2026-03-18", "2026-03-19")):
            stops = [Command.create({"place": "杭州"})]
            other = self._trip(date_from=first, date_to=last, stop_ids=stops)
            self._approve(other, self.manager)
            trip = self._trip()
            with (
                self.subTest(first),
                self.assertRaisesRegex(ValidationError, "on another trip"),
                self.env.cr.savepoint(),
            ):
                trip.action_submit()
                self.env.flush_all()
            self.assertEqual(trip.state, "draft")
            other.action_cancel("不去了")

    def test_advance(self):
        """The advance is paid and cleared by finance, after approval, against the expenses."""
        trip = self._trip(advance=2000)
        self.assertEqual(trip.advance_state, "asked")
        with self.assertRaisesRegex(UserError, "after the application is approved"):
            trip.with_user(self.finance).action_pay_advance()
        self._approve(trip, self.manager)
        with self.assertRaisesRegex(AccessError, "Finance pays"):
            trip.action_pay_advance()
        with self.assertRaisesRegex(UserError, "filled in by the system"):
            trip.advance_paid_on = "2026-03-10"
        trip.with_user(self.finance).action_pay_advance()
        self.assertEqual((trip.advance_state, trip.advance_rest), ("paid", 2000))
        with self.assertRaisesRegex(UserError, "report is accepted"):
            trip.with_user(self.finance).action_clear_advance()
        with self._later("2026-03-18 10:00:00"):
            trip.write({"report": "跑了两家", "results": "一家要报价"})
            trip.action_report()
            trip.with_user(self.manager).action_review_accept(80)
        trip.with_user(self.finance).action_clear_advance()
        self.assertEqual(trip.advance_state, "cleared")

    def test_shortened_below_its_expenses(self):
        """Bad input: an approved trip is not made shorter than its expenses."""
        trip = self._approve(self._trip(), self.manager)
        self.env["hr.expense"].create(
            {
                "name": "住宿",
                "employee_id": self.employees[self.salesperson].id,
                "company_id": self.company.id,
                "trip_id": trip.id,
                "date": "2026-03-18",
            }
        )
        trip.action_revise("缩短")
        trip.date_to = "2026-03-17"
        with self.assertRaisesRegex(UserError, "lies outside the trip"):
            trip.action_submit()
        self.assertEqual(trip.state, "draft")

    def test_who_sees(self):
        """Own, department, direction, clerk and finance; not strangers."""
        trip = self._trip()
        for person, sees in (
            (self.salesperson, True),
            (self.manager, True),
            (self.director, True),
            (self.clerk, True),
            (self.finance, True),
            (self.stranger, False),
            (self.other_manager, False),
            (self.outsider, False),
        ):
            with self.subTest(person.login):
                self.assertEqual(trip.with_user(person).has_access("read"), sees)
        for person in (self.clerk, self.finance, self.stranger):
            with (
                self.subTest(person.login),
                self.assertRaisesRegex(
                    AccessError, "may not change this: Business Trip|not open to you: Business Trip"
                ),
            ):
                trip.with_user(person).purpose = "改"
        self.assertEqual(trip.purpose, "拜访华东客户")

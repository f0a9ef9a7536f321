from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .visit_common import NOW, VisitCommon


@tagged("post_install", "-at_install")
class TestAgenda(VisitCommon):
    """My day: what one has to do with customers, in one list. The clock is the database's."""

    def _agenda(self, user):
        self.env.flush_all()
        return self.env["customer.agenda"].with_user(user).with_company(self.company)

    def _kinds(self, user, **domain):
        rows = self._agenda(user).search([("user_id", "=", user.id)])
        return sorted((row.kind, row.res_id, row.bucket) for row in rows)

    def test_rows_follow_the_work(self):
        """Ahead, then the report owed, then the follow-up; nothing when it is done."""
        with freeze_time(NOW):
            visit = self._approved_visit()
            far = self._visit(date_start="2099-03-12 01:00:00", date_stop="2099-03-12 03:00:00")
        self.assertEqual(
            self._kinds(self.salesperson),
            [("report", visit.id, "0_late"), ("visit", far.id, "3_later")],
        )
        with freeze_time("2026-03-12 04:00:00"):
            self._write_report(visit)
            visit.action_report()
        self.assertEqual(
            self._kinds(self.salesperson),
            [("follow_up", visit.id, "0_late"), ("visit", far.id, "3_later")],
        )
        self.assertEqual(self._kinds(self.manager), [("review", visit.id, "0_late")])
        row = self._agenda(self.salesperson).search([("kind", "=", "follow_up")])
        self.assertEqual(row.action_open()["res_id"], visit.id)

    def test_who_sees(self):
        """Own rows, the department's for its manager, nobody else's."""
        with freeze_time(NOW):
            self._approved_visit(participant_ids=[self.colleague.id])
        domain = [("user_id", "=", self.salesperson.id)]
        for person, count in (
            (self.salesperson, 1),
            (self.manager, 1),
            (self.director, 1),
            (self.colleague, 0),
            (self.stranger, 0),
            (self.other_manager, 0),
            (self.outsider, 0),
        ):
            with self.subTest(person.login):
                self.assertEqual(self._agenda(person).search_count(domain), count)
        row = self._agenda(self.salesperson).search(domain, limit=1)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            row.with_user(self.stranger).action_open()

    def test_large_numbers_of_rows(self):
        """A row's number grows beyond that of a table's record, and still is one."""
        agenda = self._agenda(self.salesperson)
        with self.assertRaises(UserError) as caught:  # there is none: by the rules, or at all
            agenda.browse(2**40).action_open()
        self.assertNotIn("is no record", str(caught.exception))
        with self.assertRaisesRegex(UserError, "is no record"):
            agenda.browse(2**60).action_open()

    def test_ids_are_unique(self):
        """No two rows share an id, whoever goes along."""
        with freeze_time(NOW):
            self._visit(
                date_start="2099-03-12 01:00:00",
                date_stop="2099-03-12 03:00:00",
                participant_ids=[self.colleague.id, self.stranger.id],
            )
            self._approved_visit()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*), count(DISTINCT id) FROM (%s) row",
                self.env["customer.agenda"]._table_query,
            )
        )
        self.assertEqual(rows, [(4, 4)])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMore(VisitCommon):
    """REQ V-20: asking for more, and what the customer found."""

    def test_asked_and_arranged(self):
        """S4 四.6: a visit at a higher level is asked for; the manager arranges it."""
        visit = self._closed_visit()
        context = visit.action_ask_for_more()["context"]
        request = (
            self.env["customer.visit.request"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .with_context(**context)
            .create({"reason": "请总监出面谈框架协议"})
        )
        self.assertEqual((request.arranger_id, request.state), (self.manager, "asked"))
        activity = self.env["mail.activity"].search([("user_id", "=", self.manager.id)], limit=1)
        self.assertIn(request.name, activity.summary)
        with self.assertRaisesRegex(UserError, "is arranged by"):
            request.action_arrange()
        action = request.with_user(self.manager).action_arrange()
        self.assertEqual((request.state, action["res_model"]), ("asked", "customer.visit"))
        made = self._made(action)
        self.assertEqual((request.state, request.done_visit_id), ("arranged", made))
        # arranged once; and asked for again when nothing comes of it
        with self.assertRaisesRegex(UserError, "only in: Asked For"):
            self._made(action)
        made.unlink()
        self.assertEqual(request.state, "asked")

    def _made(self, action):
        return (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_company(self.company)
            .with_context(**action["context"])
            .create({})
        )

    def _request(self, **values):
        return (
            self.env["customer.visit.request"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .with_context(**self._closed_visit().action_ask_for_more()["context"])
            .create({"reason": "客户希望来看看", **values})
        )

    def test_only_who_arranges_makes_it(self):
        """Who asked for it does not arrange it by naming the request in a visit of theirs."""
        request = self._request()
        with self.assertRaisesRegex(UserError, "is arranged by"):
            self._visit(request_id=request.id)
        self.assertEqual((request.state, request.done_visit_id.id), ("asked", False))

    def test_a_request_is_arranged_for_its_own_customer(self):
        """REQ V-20: no visit to somebody else answers it, nor a visit that was there before."""
        request = self._request()
        other = self.customer.copy({"name": "别家公司", "user_id": self.salesperson.id})
        planned = self._visit()
        action = request.with_user(self.manager).action_arrange()
        elsewhere = {**action["context"], "default_partner_id": other.id}
        refusal = "was asked for another customer"
        with self.assertRaisesRegex(ValidationError, refusal), self.env.cr.savepoint():
            self._made({**action, "context": elsewhere})
        with self.assertRaisesRegex(UserError, "is there already"):
            planned.with_user(self.manager).request_id = request
        self.assertEqual((request.state, planned.request_id.id), ("asked", False))
        made = self._made(action)
        with self.assertRaisesRegex(ValidationError, refusal), self.env.cr.savepoint():
            made.partner_id = other
        with self.assertRaisesRegex(UserError, "is there already"):
            made.request_id = False
        self.assertEqual((made.partner_id, made.request_id), (request.partner_id, request))

    def test_invited_to_an_inspection(self):
        """S2 4.4.2: an invitation to our works becomes a reception."""
        request = self._request(kind="inspection")
        action = request.with_user(self.manager).action_arrange()
        level = self.env["customer.guest.level"].create({"name": "贵宾"})
        action["context"]["default_level_id"] = level.id
        made = self._made(action)
        self.assertEqual((made._name, made.kind), ("customer.reception", "inspection"))
        self.assertEqual((request.state, request.done_reception_id), ("arranged", made))

    def test_invited_to_an_event(self):
        """The customer is put on the list of guests of the event that the arranger chose, once."""
        request = self._request(kind="event").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "choose the event"):
            request.action_arrange()
        self.assertEqual(request.state, "asked")
        request.event_id = (
            self.env["customer.care.event"]
            .with_user(self.manager)
            .with_company(self.company)
            .create({"title": "新品推介会", "date": "2026-04-01 02:00:00"})
        )
        action = request.action_arrange()
        guests = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((request.state, guests.partner_id), ("arranged", self.customer))

    def test_declined_with_a_reason(self):
        """Who declines says why; the state is the system's."""
        visit = self._closed_visit()
        request = (
            self.env["customer.visit.request"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .with_context(**visit.action_ask_for_more()["context"])
            .create({"reason": "请总监出面"})
        )
        with self.assertRaisesRegex(UserError, "filled in by the system"):
            request.state = "arranged"
        manager = request.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "write why not"):
            manager.action_decline()
        manager.answer = "先由经理去"
        manager.action_decline()
        self.assertEqual(request.state, "declined")
        with self.assertRaisesRegex(UserError, "stays on record"):
            request.unlink()

    def test_finding_until_solved(self):
        """S2 4.4.2: what the customer found is followed until it is solved."""
        visit = self._closed_visit()
        finding = (
            self.env["customer.visit.finding"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "visit_id": visit.id,
                    "subject": "车间照明不足",
                    "user_id": self.colleague.id,
                    "date_due": "2026-03-20",
                }
            )
        )
        theirs = finding.with_user(self.colleague)
        with self.assertRaisesRegex(UserError, "write how it was solved"):
            theirs.action_solve()
        theirs.solution = "换了灯"
        theirs.action_solve()
        self.assertEqual((finding.state, str(finding.solved_on)), ("solved", "2026-03-10"))
        self.assertEqual(finding.solved_by_id, self.colleague)
        with self.assertRaisesRegex(UserError, "This customer is not open to you"):
            finding.with_user(self.stranger).action_reopen()
        self.assertEqual(finding.state, "solved")

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .complaint_common import ComplaintCommon, at, utc


@tagged("post_install", "-at_install")
class TestComplaintLife(ComplaintCommon):
    """From entry to closing, and what may happen on the way (REQ C-01 to C-05)."""

    def setUp(self):
        super().setUp()
        clock = at("2026-03-10 10:00")
        clock.start()
        self.addCleanup(clock.stop)

    def _kinds(self, complaint, **values):
        """Return the kinds of the open clocks."""
        return set(complaint._clock_open().mapped("kind"))

    def test_the_whole_way(self):
        """REQ C-02, C-05: each step ends its clock and starts the next."""
        complaint = self._complaint()
        self.assertRegex(complaint.name, r"^TS202603-\d{4}$")
        self.assertEqual(complaint.state, "registered")
        self.assertEqual(self._kinds(complaint), {"contact", "solution"})
        open_clocks = {
            "contacted": {"solution"},
            "assigned": {"solution"},
            "solution": set(),
            "agreed": {"execution"},
            "executed": {"return_visit"},
            "visited": set(),
            "closed": set(),
        }
        own = complaint.with_user(self.service)
        steps = (
            ("contacted", lambda: own.action_contact("电话联系")),
            ("assigned", lambda: own.action_assign(self.quality.id, self.engineer.id)),
            ("solution", lambda: self._solve(complaint)),
            ("agreed", lambda: own.action_agree("王经理同意")),
            ("executed", lambda: own.action_execute()),
            ("visited", lambda: own.action_visit("yes", "满意")),
            ("closed", lambda: own.action_close()),
        )
        for state, step in steps:
            step()
            self.assertEqual(complaint.state, state)
            self.assertEqual(self._kinds(complaint), open_clocks[state], state)
        self.assertEqual(set(complaint.clock_ids.mapped("state")), {"met"})
        self.assertEqual(complaint.closed_on, utc("2026-03-10 10:00"))
        self.assertFalse(complaint.waiting_for)
        self.assertFalse(complaint.next_due)

    def test_states_move_by_buttons_only(self):
        """REQ C-01: neither a form, an import nor RPC writes a state or what steps fill in."""
        complaint = self._complaint()
        for user in (self.service, self.admin, self.director, self.salesperson):
            for values in (
                {"state": "closed"},
                {"closed_on": "2026-03-10 02:00:00"},
                {"assignee_id": self.engineer.id},
                {"responsible_department_id": self.quality.id},
                {"next_due": False},
                {"is_valid": True},
                {"fault": "customer"},
                {"is_repeat": True},
                {"round": 5},
                {"joined_into_id": complaint.id},
            ):
                with self.subTest(user=user.login, values=values):
                    with self._refused(AccessError, "filled in by the system"):
                        complaint.with_user(user).write(values)
        with self._refused(AccessError, "filled in by the system"):
            self._complaint(state="closed")
        self.assertEqual(complaint.state, "registered")

    def test_steps_in_their_order_only(self):
        """REQ C-02: a step out of turn is refused with the states in which it is possible."""
        complaint = self._complaint()
        for step in ("propose", "agree", "execute", "close", "refuse", "visit", "assign"):
            with self.subTest(step=step):
                with self._refused(UserError, "only in"):
                    getattr(complaint, f"action_{step}")()
        self.assertEqual(complaint.state, "registered")

    def test_steps_need_their_text(self):
        """REQ C-02, C-04: no contact without a result, no solution without text."""
        complaint = self._complaint()
        self.assertEqual(complaint.action_contact()["res_model"], "customer.complaint.step")
        self.assertEqual(complaint.action_contact(" \u200b ")["target"], "new")
        self.assertEqual(complaint.state, "registered")
        self._to(complaint, "assigned")
        for text in (False, "<p><br></p>", "   "):
            complaint.solution = text
            with self._refused(UserError, "write the solution"):
                complaint.with_user(self.engineer).action_propose()
        self._solve(complaint)
        self.assertEqual(complaint.action_agree()["res_model"], "customer.complaint.step")
        self.assertEqual(complaint.state, "solution")
        self.assertFalse(self._clock(complaint, "execution"))

    def test_the_dialog_takes_the_step(self):
        """REQ C-02: what the dialog asks for goes to the button."""
        complaint = self._complaint()
        wizard = self.env["customer.complaint.step"].with_user(self.service)
        dialog = wizard.browse(complaint.action_contact()["res_id"])
        dialog.note = "电话联系"
        dialog.action_apply()
        self.assertEqual((complaint.state, complaint.contact_note), ("contacted", "电话联系"))
        dialog = wizard.browse(complaint.action_assign()["res_id"])
        self.assertEqual(dialog.department_id, self.quality)
        self.assertEqual(dialog.user_id, self.quality_head)
        dialog.action_apply()
        self.assertEqual(complaint.assignee_id, self.quality_head)
        self.assertTrue(
            complaint.sudo().activity_ids.filtered(lambda act: act.user_id == self.quality_head)
        )

    def test_a_dialog_without_its_complaint_says_so(self):
        """REQ C-03."""
        step = self.env["customer.complaint.step"].with_user(self.admin).new({})
        with self._refused(UserError, "from a complaint"):
            step.action_apply()

    def test_not_agreed_needs_another_solution(self):
        """REQ C-04: a new clock; the old one stays as it was."""
        complaint = self._to(self._complaint(), "solution")
        with at("2026-03-11 10:00"):
            self.assertEqual(complaint.action_refuse()["target"], "new")
            complaint.action_refuse("客户要求全部退货")
        self.assertEqual(complaint.state, "assigned")
        clocks = complaint.clock_ids.filtered(lambda clock: clock.kind == "solution")
        self.assertEqual(clocks.mapped("state"), ["met", "running"])
        # Wednesday + 3 working days
        self.assertEqual(clocks[1].date_due, utc("2026-03-16 17:00"))

    def test_not_satisfied_is_reopened(self):
        """REQ C-05: back to the department with a new clock, and counted."""
        complaint = self._to(self._complaint(), "executed")
        with self._refused(UserError, "result of the return visit"):
            complaint.action_visit("no")
        complaint.action_visit("no", "还是有异响")
        self.assertEqual((complaint.state, complaint.round), ("assigned", 2))
        self.assertEqual(complaint.satisfied, "no")
        self.assertEqual(self._kinds(complaint), {"solution"})
        self.assertEqual(self._clock(complaint, "solution").round, 2)

    def test_reopened_within_the_months(self):
        """REQ C-05: six months to the second, with a reason; then a new complaint."""
        complaint = self._to(self._complaint(), "closed")
        with at("2026-09-10 10:00:01"), self._refused(UserError, "more than 6 months"):
            complaint.action_reopen("又坏了")
        with at("2026-09-10 10:00"):
            self.assertEqual(complaint.action_reopen()["target"], "new")
            self.assertEqual(complaint.state, "closed")
            complaint.action_reopen("又坏了")
        self.assertEqual((complaint.state, complaint.round), ("assigned", 2))
        self.assertFalse(complaint.closed_on)
        clock = self._clock(complaint, "solution")
        self.assertEqual((clock.date_start, clock.state), (utc("2026-09-10 10:00"), "running"))

    def test_withdrawn_stops_its_clocks(self):
        """REQ C-03: neither in time nor overdue; with a reason."""
        complaint = self._complaint()
        self.assertEqual(complaint.action_withdraw()["target"], "new")
        complaint.action_withdraw("客户自己装错")
        self.assertEqual(complaint.state, "withdrawn")
        self.assertEqual(set(complaint.clock_ids.mapped("state")), {"stopped"})
        complaint.action_reopen("客户又打来")
        self.assertEqual(complaint.state, "registered")
        self.assertEqual(self._kinds(complaint), {"contact", "solution"})

    def test_an_overdue_clock_stays_overdue_when_withdrawn(self):
        """REQ C-03: withdrawing does not undo what was missed."""
        complaint = self._complaint()
        with at("2026-03-12 10:00"):
            complaint.action_withdraw("客户撤回")
        self.assertEqual(self._clock(complaint).state, "missed")
        self.assertEqual(self._clock(complaint, "solution").state, "stopped")

    def test_joined_with_another(self):
        """REQ C-01: one goes on with its clocks, both remember it; what was joined goes along."""
        first, second, third = (self._complaint(subject=str(number)) for number in range(3))
        third.action_join(second.id)
        second.action_join(first.id)
        self.assertEqual((second.state, second.joined_into_id), ("joined", first))
        self.assertEqual(first.joined_ids, second | third)
        self.assertFalse(self._kinds(second))
        self.assertEqual(self._kinds(first), {"contact", "solution"})
        self.assertIn(second.name, first.message_ids[0].body)
        self.assertIn(first.name, second.message_ids[0].body)

    def test_joined_with_what_cannot_go_on(self):
        """REQ C-01: not with itself, one that is over, or one of another company."""
        complaint = self._complaint()
        over = self._complaint()
        over.action_withdraw("无效")
        for target in (complaint, over):
            with self._refused(UserError, "another open complaint"):
                complaint.action_join(target.id)
        with self._refused(UserError, "another open complaint"):
            complaint.action_join(2**30)
        self.assertEqual(complaint.state, "registered")

    def test_what_is_no_number_of_a_record(self):
        """S-10: whom a step names is a number, or it is refused in words."""
        complaint = self._complaint().with_user(self.service)
        for name in ("action_join", "action_assign", "action_judge", "action_decide"):
            for value in ([[6, 0, [1]]], {"x": 1}, "x", 2**40, True):
                parameter = {"action_join": "complaint_id", "action_assign": "department_id"}
                given = {parameter.get(name, "employee_id"): value}
                with self.subTest(name=name, given=given), self._refused(UserError, "is no record"):
                    call_kw(complaint.browse(), name, [complaint.ids], given)
        self.assertEqual(complaint.state, "registered")

    def test_what_is_over_stays(self):
        """REQ C-01: nothing of a closed complaint is changed, messages go on."""
        complaint = self._to(self._complaint(), "closed")
        for values in ({"subject": "别的"}, {"cost": 5}, {"severity": "critical"}):
            with self._refused(UserError, "Reopen it"):
                complaint.write(values)
        with self._refused(UserError, "Reopen it"):
            complaint.write({"line_ids": [(0, 0, {"product_id": self.product.id})]})
        with self._refused(UserError, "is over"):
            self.env["customer.complaint.line"].with_user(self.service).create(
                {"complaint_id": complaint.id, "product_id": self.product.id}
            )
        complaint.message_post(body="谢谢")

    def test_nothing_is_deleted(self):
        """REQ C-01: withdrawn or joined instead; an administrator is told so."""
        complaint = self._complaint()
        with self._refused(UserError, "Withdraw it"):
            complaint.with_user(self.admin).unlink()
        with self.assertRaisesRegex(AccessError, "not allowed to delete 'Complaint'"):
            complaint.with_user(self.service).unlink()
        self.assertTrue(complaint.exists())

    def test_without_customer(self):
        """REQ C-01: a complaint has a customer, never a contact of one, never a mere supplier."""
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self._complaint(partner_id=False)
        self.assertIn("partner_id", str(caught.exception))
        person = self.Partner.create({"name": "李工", "parent_id": self.customer.id})
        with self._refused(ValidationError, "is a contact of"):
            self._complaint(partner_id=person.id)

    def test_of_this_customer_and_company(self):
        """REQ C-01: person, order and invoice of somebody else are refused by their name."""
        person = self.Partner.create({"name": "别处的人", "parent_id": self.other_customer.id})
        with self._refused(ValidationError, "Contact Person is not of this customer"):
            self._complaint(contact_id=person.id)
        with self._refused(ValidationError, "Sales Order is not of this customer"):
            self._complaint(order_id=self._order(self.other_customer).id)
        sister = self.env["res.company"].create({"name": "Sister"})
        elsewhere = self._order(company=sister, product=self.product.copy())
        with self._refused(ValidationError, "Sales Order is not of this customer and company"):
            self._complaint(order_id=elsewhere.id)
        complaint = self._complaint(order_id=self._order().id)
        with self._refused(ValidationError, "Choose one of"):
            complaint.order_id = elsewhere

    def test_when_it_was_received(self):
        """REQ C-02: not in the future, and not moved afterwards: clocks start there."""
        with self._refused(ValidationError, "in the future"):
            self._complaint(received_on=utc("2026-03-10 10:01"))
        complaint = self._complaint()
        with self._refused(UserError, "it stays"):
            complaint.received_on = utc("2026-03-09 10:00")
        complaint.write({"received_on": complaint.received_on, "phone": "021"})

    def test_a_hole_in_the_table_of_limits(self):
        """REQ C-02: named with the case; nothing is registered without its clocks."""
        self.Limit.search([("kind", "=", "solution")]).active = False
        self._limit("solution", 1, severity="critical")
        self._complaint(severity="critical")
        count = self.env["customer.complaint"].search_count([])
        with self._refused(UserError, "no limit for “Solution”.*Minor"):
            with self.env.cr.savepoint():
                self._complaint()
        self.assertEqual(self.env["customer.complaint"].search_count([]), count)

    def test_the_most_specific_limit(self):
        """REQ C-02: conditions first, then severity, grade, deeper category; own company last."""
        grade = self.env["customer.grade"].create({"name": "Test A", "code": "TA"})
        self.customer.customer_grade_id = grade
        below = self.env["customer.complaint.category"].create(
            {"name": "Noise", "parent_id": self.category.id}
        )
        steps = (
            ({"grade_id": grade.id}, 11),
            ({"category_id": self.category.id}, 11),
            ({"severity": "major"}, 13),
            ({"category_id": below.id}, 13),
            ({"grade_id": grade.id, "category_id": self.category.id}, 15),
            ({"grade_id": grade.id, "category_id": below.id}, 16),
            ({"severity": "major", "grade_id": grade.id}, 17),
            ({"severity": "major", "grade_id": grade.id, "category_id": below.id}, 18),
        )
        for number, (case, expected) in enumerate(steps):
            self._limit("contact", 11 + number, **case)
            complaint = self._complaint(severity="major", category_id=below.id)
            clock = self._clock(complaint)
            self.assertEqual(clock.limit_number, expected, case)

    def test_two_limits_for_one_case(self):
        """REQ C-02: refused, an archived one does not count."""
        first = self._limit("contact", 2, severity="critical")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self._limit("contact", 3, severity="critical")
                self.env.flush_all()
        first.active = False
        first.flush_recordset()
        self._limit("contact", 3, severity="critical")

    def test_from_partner_order_and_invoice(self):
        """REQ C-01: the form opens filled in; saved, it is of that order and its lines."""
        person = self.Partner.create({"name": "李工", "parent_id": self.customer.id})
        action = person.with_user(self.service).action_register_complaint()
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        self.assertEqual(action["context"]["default_contact_id"], person.id)
        order = self._order()
        action = order.with_user(self.admin).sudo().action_register_complaint()
        complaint = (
            self.env["customer.complaint"]
            .with_user(self.service)
            .with_context(**action["context"])
            .create({"subject": "数量不对"})
        )
        self.assertEqual(complaint.order_id, order)
        self.assertEqual(complaint.line_ids.order_line_id, order.order_line)
        self.assertEqual(complaint.line_ids.product_id, self.product)
        self.assertEqual(complaint.line_ids.quantity, 10)

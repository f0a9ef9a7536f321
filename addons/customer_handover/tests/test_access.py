from odoo.exceptions import AccessError, UserError

from .common import HandoverCommon

KEPT = "filled in by the system|only who takes over is chosen|moves by|status"
ANOTHER = "does not work in your department|Handover Sheet"
NOT_YOURS = "to go on with|not possible in the state|Only a manager|Handover Sheet"


class TestAccess(HandoverCommon):
    def test_who_opens_a_sheet(self):
        """REQ H-01: managers, directors, administrators and personnel; nobody for oneself."""
        hr = self._make_user("hr_officer", "salesperson")
        hr.group_ids += self.env.ref("hr.group_hr_user")
        for user in (self.director, self.users_by_role["admin"], hr, self.manager):
            with self.subTest(user.login):
                self._open(by=user).action_cancel("Only a test")
        for role in ("clerk", "finance", "service", "marketing", "legal", "general_manager"):
            with self.subTest(role), self._refused(AccessError, "Handover Sheet"):
                self._open(by=self.users_by_role[role])
        with self._refused(AccessError, "Handover Sheet"):
            self._open(by=self.outsider)
        with self._refused(AccessError, "You may not enter this: Handover Sheet"):
            self.Handover.with_user(self.manager).create({"leaver_id": self.manager.id})
        self.assertFalse(self.Handover.search([("state", "=", "draft")]))

    def test_no_sheet_of_another_department(self):
        """REQ B-09, H-01: a manager draws up no list of another department's customers."""
        other = self._make_user("other_manager", "manager", name="Other Manager")
        mine = self._make_department("Sales West", other)
        for vals in ({}, {"department_id": mine.id}):
            with (
                self.subTest(vals),
                self._refused(UserError, ANOTHER),
            ):
                self._open(by=other, **vals)
        self.assertFalse(self.Handover.search([("leaver_id", "=", self.leaver.id)]))
        handover = self._open()
        with self._refused(UserError, "stays with the person"):
            handover.with_user(self.director).department_id = mine
        self.assertFalse(handover.with_user(other).has_access("read"))

    def test_who_sees_it(self):
        """REQ H-01, B-09: leaver, those asked, deciders and superiors; nobody else."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        handover.action_ask()
        for user in (self.leaver, self.anna, self.director, self.users_by_role["general_manager"]):
            self.assertTrue(handover.with_user(user).has_access("read"), user.login)
        for user in (self.bert, self.outsider, self.users_by_role["finance"]):
            self.assertFalse(handover.with_user(user).has_access("read"), user.login)
        own = self.env["customer.handover.customer"].with_user(self.bert).search([])
        self.assertFalse(own)

    def test_every_step_by_every_wrong_person(self):
        """REQ H-02: each button is refused in Python to whom it is not for."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        handover.action_ask()
        steps = (
            "action_collect", "action_ask", "action_give_all", "action_assign_by_rule",
            "action_leave_undecided", "action_move", "action_finish", "action_close_access",
        )  # fmt: skip
        for user in (self.leaver, self.anna, self.users_by_role["general_manager"]):
            for step in steps:
                with self.subTest(user=user.login, step=step), self._refused(UserError, NOT_YOURS):
                    getattr(handover.with_user(user), step)()
            for step in ("action_cancel", "action_undo"):
                with self.subTest(user=user.login, step=step), self._refused(UserError, NOT_YOURS):
                    getattr(handover.with_user(user), step)("because")
        for user in (self.leaver, self.manager, self.director):
            with self.subTest(user.login), self._refused(UserError, "not asked"):
                handover.with_user(user).action_accept()
        self.assertEqual(handover.state, "draft")
        self.assertEqual(handover.receiver_ids.state, "asked")

    def test_nothing_is_written_around_the_buttons(self):
        """REQ H-02: plain writes of what the system keeps are refused."""
        handover = self._open(main_receiver_id=self.anna.id)
        row, line = handover.customer_ids[0], handover.line_ids[:1]
        attacks = [
            (handover, {"state": "done"}, UserError),
            (handover, {"moved_on": "2026-01-01 00:00:00"}, AccessError),
            (handover, {"leaver_signed_on": "2026-01-01 00:00:00"}, AccessError),
            (row, {"state": "moved"}, AccessError),
            (row, {"partner_id": self.outsider.partner_id.id}, AccessError),
            (line, {"model": "res.users"}, AccessError),
        ]
        for record, vals, error in attacks:
            with self.subTest(f"{record._name} {vals}"), self._refused(error, KEPT):
                record.with_user(self.manager).write(vals)
        with self._refused(AccessError, "put on the sheet by"):
            self.env["customer.handover.customer"].with_user(self.director).create(
                {"handover_id": handover.id, "partner_id": self.customer.id, "name": "x"}
            )
        with self._refused(AccessError, "stays on the sheet until it has gone"):
            row.with_user(self.director).unlink()
        handover._sync_receivers()
        with self._refused(AccessError, "(?s)not allowed|the answer is given"):
            handover.receiver_ids.with_user(self.anna).write({"state": "accepted"})

    def test_before_during_after(self):
        """REQ H-04, B-09: who sees the customers, before, while and after they move."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self.assertFalse(self.customer.with_user(self.anna).access_read)
        self._accepted(handover)
        row = handover.customer_ids.filtered(lambda row: row.partner_id == self.customer)
        self.assertEqual(row.with_user(self.anna).read(["name"])[0]["name"], self.customer.name)
        self._approve(handover)
        self.assertTrue(self.customer.with_user(self.leaver).access_write)
        self._run()
        self.env.invalidate_all()
        self.assertTrue(self.customer.with_user(self.anna).access_write)
        self.assertFalse(self.customer.with_user(self.leaver).access_read)

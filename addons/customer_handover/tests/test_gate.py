import logging

from odoo.exceptions import RedirectWarning, ValidationError

from .common import HandoverCommon


class TestGate(HandoverCommon):
    def test_every_way_out_is_shut(self):
        """REQ H-05: archiving the user or employee by any route is refused, with the list."""
        employee = self.employee
        routes = {
            "user": lambda: self.leaver.write({"active": False}),
            "user button": self.leaver.action_archive,
            "employee": lambda: employee.write({"active": False}),
            "employee button": employee.action_archive,
            "without wizard": lambda: employee.with_context(no_wizard=True).action_archive(),
            "resource": lambda: employee.resource_id.write({"active": False}),
            "import": lambda: self.env["res.users"].load(
                [".id", "active"], [[str(self.leaver.id), "0"]]
            ),
            "deleted user": self.leaver.unlink,
            "deleted employee": employee.unlink,
        }
        for name, route in routes.items():
            with self.subTest(name):
                if name == "import":
                    messages = route()["messages"]
                    self.assertIn("cannot leave yet", messages[0]["message"])
                else:
                    with self._refused(RedirectWarning, "cannot leave yet"):
                        route()
                self.env.invalidate_all()
                self.assertTrue(self.leaver.active and employee.active)
                self.assertEqual(self.customers.user_id, self.leaver)

    def test_wizard_and_day_to_come(self):
        """REQ H-05: the wizard of departure is refused while nothing is on a sheet."""
        employee = self.employee
        wizard = (
            self.env["hr.departure.wizard"]
            .with_context(employee_termination=True)
            .create({"employee_ids": employee.ids, "remove_related_user": True})
        )
        with self._refused(RedirectWarning, "cannot leave yet"):
            wizard.action_register_departure()
        later = self.env["hr.departure.wizard"].create({"employee_ids": employee.ids})
        with self._refused(RedirectWarning, "cannot leave yet"):
            later.action_register_departure()
        self.assertFalse(employee.departure_date)

        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        handover.action_submit()
        later.action_register_departure()
        self.assertTrue(employee.departure_date, "all has a receiver: the day may be entered")

    def test_the_refusal_names_what_is_held(self):
        """REQ H-05: the list, and the way to the sheet."""
        self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": self.leaver.id})
        with self._refused(RedirectWarning, r"Customers \(6\).*Sales Order \(1\)") as cm:
            self.leaver.action_archive()
        action = self.env.ref("customer_handover.customer_handover_action_of_person")
        self.assertEqual(cm.exception.args[1], action.id)
        self.assertEqual(cm.exception.loglevel, logging.WARNING, "a refusal is no fault")

    def test_who_holds_nothing_is_not_bothered(self):
        """REQ H-05: people without customers leave as ever, activities or not."""
        employee = self.env["hr.employee"].search([("user_id", "=", self.bert.id)])
        self.bert.partner_id.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.bert.id, summary="Tidy up"
        )
        employee.with_context(no_wizard=True).action_archive()
        self.bert.action_archive()
        self.assertFalse(self.bert.active or employee.active)

    def test_after_the_hand_over_it_opens(self):
        """REQ H-05: once everything has moved, the person may leave."""
        self._moved()
        employee = self.employee
        employee.with_context(no_wizard=True).action_archive()
        self.assertFalse(employee.active)

    def test_exception_needs_department_reason_and_approval(self):
        """REQ H-05: without receivers only where the department allows it, approved."""
        with self._refused(ValidationError, "allows nobody to leave without receivers"):
            self._open(is_exception=True, exception_reason="Dismissed at once")
        self.department.handover_exception = True
        with self._refused(ValidationError, "enter why"):
            self._open(is_exception=True)
        handover = self._open(is_exception=True, exception_reason="Dismissed at once")
        with self._refused(RedirectWarning, "cannot leave yet"):
            self.leaver.action_archive()
        self._approve(handover)
        self.leaver.action_archive()
        self.assertFalse(self.leaver.active)

    def test_switched_off(self):
        """REQ H-05: a company may do without."""
        self.leaver.company_ids.handover_gate = False
        self.leaver.action_archive()
        self.assertFalse(self.leaver.active)

    def test_two_companies(self):
        """REQ H-05: who goes on in another company leaves only what is this one's."""
        other = self.env["res.company"].create(
            {"name": "Other", "country_id": self.env.ref("base.cn").id}
        )
        self.leaver.company_ids += other
        self.env["hr.employee"].create(
            {"name": "Same", "user_id": self.leaver.id, "company_id": other.id}
        )
        kept = self.customers[0]
        kept.company_id = other
        (self.customers - kept).company_id = self.company
        employee = self.employee
        with self._refused(RedirectWarning, r"Customers \(5\)"):
            employee.with_context(no_wizard=True).action_archive()
        handover = self._moved()
        self.assertNotIn(kept, handover.customer_ids.partner_id)
        employee.with_context(no_wizard=True).action_archive()
        self.assertEqual(kept.user_id, self.leaver)

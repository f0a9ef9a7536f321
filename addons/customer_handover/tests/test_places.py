from ast import literal_eval

from odoo import Command
from odoo.tests import tagged

from .common import HandoverCommon


@tagged("post_install", "-at_install")
class TestPlaces(HandoverCommon):
    """People named by their employee, and people written down as a value (REQ H-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Employee = cls.env["hr.employee"]
        cls.of_anna = cls.Employee.search([("user_id", "=", cls.anna.id)])
        cls.of_bert = cls.Employee.search([("user_id", "=", cls.bert.id)])
        cls.team = cls.env["hr.department"].create(
            {"name": "Sales East 2", "manager_id": cls.employee.id}
        )
        (cls.of_anna | cls.of_bert).write(
            {"parent_id": cls.employee.id, "coach_id": cls.employee.id}
        )
        cls._write_down()

    @classmethod
    def _write_down(cls):
        """Name the leaver in defaults, an alias and an automatic change."""
        partner_model = cls.env["ir.model"]._get("res.partner")
        cls.default = cls.env["ir.default"].create(
            {
                "field_id": cls.env["ir.model.fields"]._get("res.partner", "user_id").id,
                "json_value": str(cls.leaver.id),
            }
        )
        cls.other_default = cls.env["ir.default"].create(
            {
                "field_id": cls.env["ir.model.fields"]._get("res.partner", "color").id,
                "json_value": str(cls.leaver.id),
            }
        )
        cls.alias = cls.env["mail.alias"].create(
            {
                "alias_name": "east",
                "alias_model_id": partner_model.id,
                "alias_defaults": repr({"user_id": cls.leaver.id, "color": cls.leaver.id}),
            }
        )
        cls.action = cls.env["ir.actions.server"].create(
            {
                "name": "To our man",
                "model_id": partner_model.id,
                "state": "object_write",
                "update_path": "user_id",
                "evaluation_type": "value",
                "resource_ref": f"res.users,{cls.leaver.id}",
            }
        )

    def _line(self, handover, key):
        return handover.line_ids.filtered(lambda line: line.key == key)

    def _moved(self):
        handover = self._open()
        self._all_to(handover, self.anna)
        keys = (
            "hr.department,manager_id",
            "hr.employee,parent_id",
            "hr.employee,coach_id",
            "ir.default,json_value",
            "mail.alias,alias_defaults",
            "ir.actions.server,value",
        )
        for key in keys:
            line = self._line(handover, key)
            self.assertTrue(line, key)
            line.write({"decision": "move", "receiver_id": self.anna.id})
        self._accepted(handover)
        self._approve(handover)
        handover.action_move()
        self._run()
        self.env.invalidate_all()
        self.assertEqual(handover.state, "moved")
        return handover

    def test_all_are_found(self):
        """REQ H-01: what they lead, whom they are the superior of, defaults, aliases, actions."""
        handover = self._open()
        found = {
            line.key: (line.record_count, line.decision)
            for line in handover.line_ids
            if not line.registered
        }
        self.assertEqual(found["hr.department,manager_id"], (1, "ask"))
        self.assertEqual(found["hr.employee,parent_id"], (2, "ask"))
        self.assertEqual(found["hr.employee,coach_id"], (2, "ask"))
        # the colour of the same number is nobody
        self.assertEqual(found["ir.default,json_value"], (1, "ask"))
        self.assertEqual(found["mail.alias,alias_defaults"], (1, "ask"))
        self.assertEqual(found["ir.actions.server,value"], (1, "ask"))
        self.assertIn("Sales East 2", self._line(handover, "hr.department,manager_id").sample)
        self.assertIn("To our man", self._line(handover, "ir.actions.server,value").sample)

    def test_they_go_to_who_takes_over(self):
        """REQ H-06: by the receiver's own employee; nobody becomes the superior of himself."""
        self._moved()
        self.assertEqual(self.team.manager_id, self.of_anna)
        self.assertEqual(self.of_bert.parent_id, self.of_anna)
        self.assertEqual(self.of_bert.coach_id, self.of_anna)
        self.assertNotEqual(self.of_anna.parent_id, self.of_anna)
        self.assertEqual(self.default.json_value, str(self.anna.id))
        self.assertEqual(self.other_default.json_value, str(self.leaver.id))
        self.assertEqual(
            literal_eval(self.alias.alias_defaults),
            {"user_id": self.anna.id, "color": self.leaver.id},
        )
        self.assertEqual(self.action.resource_ref, self.anna)
        self.assertEqual(self.action.value, str(self.anna.id))
        # and new records follow
        self.assertEqual(
            self.env["res.partner"].default_get(["user_id"]).get("user_id"), self.anna.id
        )

    def test_they_come_back(self):
        """REQ H-07: undo gives back what still names who took over."""
        handover = self._moved()
        self.of_bert.coach_id = self.Employee.create({"name": "A third"})
        third = self.of_bert.coach_id
        handover.with_user(self.director).action_undo("Stays after all")
        self._run()
        self.env.invalidate_all()
        self.assertEqual(handover.state, "undone")
        self.assertEqual(self.team.manager_id, self.employee)
        self.assertEqual(self.of_bert.parent_id, self.employee)
        self.assertEqual(self.of_bert.coach_id, third)
        self.assertEqual(self.default.json_value, str(self.leaver.id))
        self.assertEqual(literal_eval(self.alias.alias_defaults)["user_id"], self.leaver.id)
        self.assertEqual(self.action.resource_ref, self.leaver)

    def test_a_receiver_without_an_employee(self):
        """REQ H-06: who has no employee leads no department; it stays, and the sheet shows it."""
        handover = self._open()
        self._all_to(handover, self.anna)
        line = self._line(handover, "hr.department,manager_id")
        line.write({"decision": "move", "receiver_id": self.anna.id})
        self._accepted(handover)
        self._approve(handover)
        self.of_anna.user_id = False
        handover.action_move()
        self._run()
        self.env.invalidate_all()
        self.assertEqual(self.team.manager_id, self.employee)
        self.assertEqual((line.record_count, line.moved_count), (1, 0))

    def test_several_people_in_one_default(self):
        """REQ H-01: a default of several people keeps the others."""
        field = self.env["ir.model.fields"]._get("crm.team", "member_ids")
        default = self.env["ir.default"].create(
            {
                "field_id": field.id,
                "json_value": f"[[6, 0, [{self.bert.id}, {self.leaver.id}]]]",
            }
        )
        source_model = self.env["customer.handover.source"]
        source = source_model._all()["ir.default,json_value"]
        source_model._replace(source, default, self.leaver, self.anna, self.env.company)
        self.assertEqual(default.json_value, f"[[6, 0, [{self.bert.id}, {self.anna.id}]]]")

    def test_a_command_is_no_person(self):
        """REQ H-01: the 6 of a command is not user number 6."""
        source_model = self.env["customer.handover.source"]
        self.assertEqual(source_model._people_in([[6, 0, [8, 9]], Command.link(7)]), {7, 8, 9})

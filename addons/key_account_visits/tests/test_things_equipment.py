from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from .things_common import Wednesday


class EquipmentCommon(Wednesday):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.camera = cls.env["customer.equipment"].create(
            {"name": "Canon", "serial": "C-1", "value": 8000, "company_id": cls.company.id}
        )

    def _ask(self, user=None, **values):
        return self._model("customer.equipment.issue", user or self.salesperson).create(
            {
                "equipment_id": self.camera.id,
                "purpose": "Pictures of the site",
                "due_on": "2026-03-20",
                **values,
            }
        )

    def _approved(self, user=None, decider=None, **values):
        issue = self._ask(user, **values)
        issue.action_submit()
        self._approve(issue, decider or self.manager)
        self.assertEqual(issue.state, "approved")
        return issue

    def _handover(self, issue, action="take", user=None, **values):
        """Press the button and fill in the dialog, as the clerk."""
        user = user or self.clerk
        button = self._as(user, issue)
        asked = button.action_take() if action == "take" else button.action_return()
        wizard = self._model("customer.equipment.handover", user).with_context(asked["context"])
        return wizard.create(values).action_confirm()


@tagged("post_install", "-at_install")
class TestEquipment(EquipmentCommon):
    """REQ V-15, seed S4 2.2 第16条, 第19条: asked for with its purpose, approved, handed out."""

    def test_the_whole_way(self):
        issue = self._ask()
        self.assertRegex(issue.name, r"^LY\d{4}-\d{4}")
        self.assertEqual(issue.department_id, self.department)
        with self._refused(UserError, "not possible in the state"):
            self._as(self.clerk, issue).action_take()
        issue.action_submit()
        self._approve(issue, self.manager)
        self._handover(issue, condition="worn")
        self.assertEqual(issue.state, "taken")
        self.assertEqual((str(issue.taken_on), issue.condition_out), ("2026-03-11", "worn"))
        self.assertEqual(issue.value, 8000)
        self.assertEqual(self.camera.holder_id, self.salesperson)
        self.assertTrue(self.camera.is_out)
        self.assertIn(self.camera, self.camera.search([("is_out", "=", True)]))
        self.assertEqual(self.env["customer.equipment.issue"]._open_of(self.salesperson), issue)
        self._handover(issue, "return")
        self.assertEqual((issue.state, issue.condition_in), ("returned", "good"))
        self.assertFalse(self.camera.holder_id)
        self.assertFalse(issue.returned_late)
        self.assertFalse(self.env["customer.equipment.issue"]._open_of(self.salesperson))

    def test_nobody_approves_their_own(self):
        issue = self._ask(user=self.manager)
        issue.action_submit()
        with self._refused(UserError, ""):
            issue.action_approve()
        self.assertEqual(issue.state, "submitted")
        for_me = self._ask(user=self.clerk, user_id=self.manager.id)
        for_me.action_submit()
        with self._refused(UserError, ""):
            self._as(self.manager, for_me).action_approve()
        self.assertEqual(for_me.state, "submitted")

    def test_only_the_keeper_hands_out(self):
        """Each role: the clerk and the administrator hand out and take back, nobody else."""
        issue = self._approved()
        for role in ("salesperson", "manager", "director", "finance", "marketing", "service"):
            user = self.users_by_role[role]
            with self.subTest(role=role):
                with self._refused(UserError, ""):
                    self._as(user, issue).action_take()
                with self._refused(UserError, ""):
                    self._as(user, issue)._take(issue.due_on, "good")
                self.assertEqual(issue.state, "approved")
        self.assertFalse(issue.can_take)
        self.assertTrue(self._as(self.clerk, issue).can_take)
        self._handover(issue, user=self.admin)
        with self._refused(UserError, "the clerk hands equipment out"):
            issue.action_return()
        self._handover(issue, "return", user=self.admin)
        self.assertEqual(issue.state, "returned")

    def test_steps_are_no_calls_from_outside(self):
        issue = self._approved()
        for name in ("_take", "_return", "_open_of", "_begin"):
            with self.assertRaisesRegex(AccessError, "Private methods"):
                get_public_method(issue, name)
        for values in ({"taken_on": "2026-03-01"}, {"value": 1}, {"name": "X"}):
            with self._refused(AccessError, "filled in by the system"):
                issue.write(values)
        with self._refused(UserError, "moves by its buttons"):
            self._as(self.clerk, issue).write({"state": "taken"})

    def test_one_person_has_it(self):
        first = self._approved()
        second = self._approved(purpose="Another day")
        self._handover(first)
        with self._refused(UserError, "is with Test salesperson since"):
            self._handover(second)
        self.assertEqual(second.state, "approved")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE customer_equipment_issue SET state = 'taken' WHERE id = %s", [second.id]
            )
        self._handover(first, "return")
        self._handover(second)
        self.assertEqual(second.state, "taken")

    def test_what_is_taken_stays_as_it_is(self):
        issue = self._approved()
        self._handover(issue)
        for values in ({"due_on": "2027-01-01"}, {"purpose": "Holiday"}):
            with self._refused(UserError, "stays as it is|approved as it is"):
                self._as(self.clerk, issue).write(values)
        with self._refused(UserError, "done with"):
            issue.action_revise("longer")
        with self._refused(UserError, "kept"):
            self._as(self.clerk, issue).unlink()
        with self._refused(UserError, "Take it back first"):
            self._as(self.clerk, self.camera).action_archive()
        with self._refused(UserError, "Archive it instead"):
            self._as(self.clerk, self.camera).unlink()

    def test_late_ones_are_seen(self):
        """The day after it was due, where the company works; late for good once returned."""
        issue = self._approved(due_on="2026-03-12")
        self._handover(issue)
        Issue = self.env["customer.equipment.issue"]
        late = [("is_late", "=", True)]
        with freeze_time("2026-03-12 15:59:00"):  # one minute to midnight in China
            self.env.invalidate_all()
            self.assertFalse(issue.is_late)
            self.assertNotIn(issue, Issue.search(late))
        with freeze_time("2026-03-12 16:00:00"):
            self.env.invalidate_all()
            self.assertTrue(issue.is_late)
            self.assertIn(issue, Issue.search(late))
            self._handover(issue, "return")
            self.assertTrue(issue.returned_late)
            self.assertFalse(issue.is_late)

    def test_damage_and_loss_need_a_word(self):
        later = self._approved(purpose="Next month")
        issue = self._approved()
        self._handover(issue)
        with self._refused(UserError, "Say what happened"):
            self._handover(issue, "return", condition="lost", note=" ")
        self._handover(issue, "return", condition="lost", note="Left on the train")
        self.assertEqual(issue.return_note, "Left on the train")
        self.assertFalse(self.camera.active)
        with self._refused(ValidationError, "is archived"):
            self._ask()
        with self._refused(ValidationError, "is archived"):
            self._handover(later)

    def test_days_in_their_order(self):
        issue = self._approved()
        with self._refused(UserError, "yet to come"):
            self._handover(issue, day="2026-03-12")
        self._handover(issue, day="2026-03-10")
        with self._refused(UserError, "cannot be back before"):
            self._handover(issue, "return", day="2026-03-09")
        self.assertEqual(issue.state, "taken")

    def test_bad_input(self):
        for values in ({"due_on": "2026-03-01", "needed_on": "2026-03-02"}, {"due_on": False}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._ask(**values)
        Equipment = self._model("customer.equipment", self.clerk)
        for values in ({"name": "X", "value": -1}, {"name": "X", "serial": "C-1"}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                Equipment.create({"company_id": self.company.id, **values})

    def test_who_asks_and_who_sees(self):
        """Own hand-outs; the manager the department's; the clerk all; nobody else's name."""
        issue = self._ask()
        for user, reads in (
            (self.salesperson, True),
            (self.manager, True),
            (self.clerk, True),
            (self.director, True),
            (self.admin, True),
            (self.colleague, False),
            (self.other_manager, False),
            (self.finance, False),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self._as(user, issue).has_access("read"), reads)
        with self._refused(AccessError, "in your own name"):
            self._ask(user_id=self.colleague.id)
        with self._refused(AccessError, "in your own name"):
            issue.user_id = self.colleague
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Equipment Hand-out'"):
            self._ask(user=self.outsider)
        self._ask(user=self.manager, user_id=self.salesperson.id)
        for user in (self.salesperson, self.manager, self.finance):
            with self.assertRaisesRegex(AccessError, "not allowed to modify 'Equipment'"):
                self._as(user, self.camera).value = 1

    def test_a_dialog_without_its_hand_out_says_so(self):
        """REQ V-15."""
        with self._refused(UserError, "from a hand-out"):
            self._model("customer.equipment.handover", self.salesperson).new({}).action_confirm()

    def test_the_form_works(self):
        form = Form(self._model("customer.equipment.issue", self.salesperson))
        form.equipment_id = self.camera
        form.purpose = "Pictures"
        form.due_on = "2026-03-20"
        issue = form.save()
        self.assertEqual(issue.user_id, self.salesperson)
        self.assertEqual(issue.display_name, f"{issue.name} Canon")

    def test_companies_stay_apart(self):
        second = self._second_company()
        there = self._model("customer.equipment", self.admin, second).create(
            {"name": "Recorder", "serial": "C-1", "company_id": second.id}
        )
        self.assertEqual(there.currency_id.name, "USD")
        self.assertFalse(self._as(self.admin, there).has_access("read"))
        with self._refused(UserError, ""):
            self._ask(user=self.admin, equipment_id=there.id)

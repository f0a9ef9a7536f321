from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestSamePerson(ApprovalCase):
    """Whoever stands in at one stage is not asked once more by its neighbour (REQ A-04, U-06)."""

    def _rule(self, *stages):
        self.rule.unlink()
        self.make_rule("Twice", list(stages))

    def test_stand_in_for_the_stage_before(self):
        """REQ A-04: the director, asked for the manager who applied, decides once."""
        document = self.submit(self.manager)
        [step] = document.approval_step_ids
        self.assertEqual((step.name, step.sequence), ("Director", 1))
        self.assertEqual(step.group_id, self.role)
        self.assertEqual(document.approval_id.step_count, 1)
        self.decide(self.director, document)
        self.assertEqual(document.state, "approved")

    def test_it_is_on_record(self):
        """REQ A-04: never silently: the step and the chatter name the stage, and why."""
        document = self.submit(self.manager)
        [step] = document.approval_step_ids
        event = document.approval_id.event_ids.filtered(lambda event: event.kind == "submitted")
        for text in (step.routing_note, event.comment):
            self.assertIn("“Manager” is decided with this stage", text)
            self.assertIn("Manager made the request", text)

    def test_stand_in_for_the_stage_after(self):
        """REQ A-04: who decides a stage is not asked to stand in at the next one."""
        self._rule(
            self.stage("Manager", approver_type="department_manager"),
            self.stage("Specialist", users=self.sales),
        )
        [step] = self.submit().approval_step_ids
        self.assertEqual((step.name, step.approver_ids), ("Manager", self.manager))
        self.assertIn("“Specialist” is decided with this stage", step.routing_note)

    def test_three_stages_of_one_person(self):
        """REQ A-04: stand-ins in a row end up in the one stage that names the person."""
        self._rule(
            self.stage("Specialist", users=self.sales),
            self.stage("Author", users=self.sales),
            self.stage("Manager", approver_type="department_manager"),
        )
        [step] = self.submit().approval_step_ids
        self.assertEqual((step.name, step.approver_ids), ("Manager", self.manager))
        for name in ("Specialist", "Author"):
            self.assertIn(f"“{name}” is decided with this stage", step.routing_note)

    def test_other_people_are_still_asked(self):
        """REQ D-05: a stand-in among several of the next stage leaves no stage out."""
        self.colleague.group_ids += self.role
        document = self.submit(self.manager)
        self.assertEqual(document.approval_step_ids.mapped("name"), ["Manager", "Director"])

    def test_rule_that_names_a_person_twice(self):
        """REQ A-04: a rule that names the same person twice means it."""
        self._rule(
            self.stage("First Look", users=self.manager),
            self.stage("Second Look", users=self.manager),
        )
        self.assertEqual(self.submit().approval_id.step_count, 2)

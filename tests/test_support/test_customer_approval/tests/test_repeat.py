from odoo.tests import tagged

from .test_signers import DialogCase


@tagged("post_install", "-at_install")
class TestRepeat(DialogCase):
    """The same person in two stages, and the applicant who would decide (REQ A-04)."""

    def rule_of(self, *people, **values):
        self.rule.unlink()
        stages = [
            self.stage(f"Stage {number}", users=user) for number, user in enumerate(people, start=1)
        ]
        return self.make_rule("Twice", stages, **values)

    def test_each_time(self):
        """REQ A-04: by default everybody decides at each stage."""
        self.rule_of(self.manager, self.manager)
        document = self.submit()
        self.decide(self.manager, document)
        self.assertEqual(self.pending(document).name, "Stage 2")

    def test_once_when_consecutive(self):
        """REQ A-04: stages that follow each other are decided once, and the record says so."""
        self.rule_of(self.manager, self.manager, self.boss, self.manager, repeat_mode="consecutive")
        document = self.submit()
        self.decide(self.manager, document)
        self.assertEqual(self.pending(document).name, "Stage 3")
        step = document.approval_id.step_ids[1]
        self.assertEqual(
            (step.state, step.decided_by_id, step.comment),
            ("approved", self.manager, "Decided with stage “Stage 1”."),
        )
        self.assertIn("repeated", self.kinds(document))
        self.decide(self.boss, document)
        self.assertEqual(self.pending(document).name, "Stage 4")

    def test_once(self):
        """REQ A-04: who has approved is not asked again by a later stage; the round ends."""
        self.rule_of(self.manager, self.boss, self.manager, repeat_mode="once")
        document = self.submit()
        self.decide(self.manager, document)
        self.decide(self.boss, document)
        self.assertEqual(document.state, "approved")

    def test_deputy_s_decision_does_not_speak_for_the_absent(self):
        """REQ A-04: what a deputy decided is not a decision of the absent's own."""
        self.rule_of(self.manager, self.manager, repeat_mode="once")
        today = self.company._workday_today()
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.colleague.id,
                "date_from": today,
                "date_to": today,
            }
        )
        document = self.submit()
        self.decide(self.colleague, document)
        self.assertEqual(self.pending(document).name, "Stage 2")

    def test_not_across_a_loop(self):
        """REQ A-03: after sending back each stage decides again, whoever it is."""
        self.rule_of(self.manager, self.boss, self.manager, self.director, repeat_mode="once")
        document = self.submit()
        self.decide(self.manager, document)
        self.decide(self.boss, document)
        first = document.approval_id.step_ids[0]
        self.dialog(self.director, document, "returned", step_id=first.id)
        self.decide(self.manager, document)
        self.decide(self.boss, document)
        self.assertEqual(self.pending(document).name, "Stage 3")

    def test_not_where_somebody_wrote_since(self):
        """REQ A-06: what finance filled in has not been seen by who approved before."""
        rule = self.rule_of(self.manager, self.boss, self.manager, repeat_mode="once")
        rule.stage_ids[1].may_field_ids = self.env["ir.model.fields"]._get(
            "test.approval.document", "amount"
        )
        document = self.submit()
        self.decide(self.manager, document)
        self.as_user(self.boss, document).amount = 77
        self.decide(self.boss, document)
        self.assertEqual(self.pending(document).name, "Stage 3")

    def test_all_must_agree(self):
        """REQ A-04: the person counts as agreeing, the others are still asked."""
        rule = self.rule_of(self.manager, self.manager, repeat_mode="once")
        rule.stage_ids[1].write({"mode": "all", "user_ids": [(4, self.boss.id)]})
        document = self.submit()
        self.decide(self.manager, document)
        step = self.pending(document)
        self.assertEqual((step.name, step.agreed_user_ids), ("Stage 2", self.manager))
        self.assertEqual(document.activity_ids.user_id, self.boss)
        self.decide(self.boss, document)
        self.assertEqual(document.state, "approved")

    def test_taken_back_with_what_it_decided(self):
        """REQ A-04: taking the approval back opens the stages that were decided with it."""
        self.rule_of(self.manager, self.manager, self.boss, repeat_mode="consecutive")
        document = self.submit()
        self.decide(self.manager, document)
        self.as_user(self.manager, document).action_revoke("wait")
        self.assertEqual(
            [state for _name, state in self.steps(document)], ["pending", "waiting", "waiting"]
        )
        self.decide(self.manager, document)
        self.assertEqual(self.pending(document).name, "Stage 3")

    def test_applicant_s_stage_left_out(self):
        """REQ A-04: by setting of the rule; the next stage says which was left out and why."""
        self.rule.own_mode = "skip"
        document = self.submit(self.manager)
        [step] = document.approval_step_ids
        self.assertEqual(step.name, "Director")
        for text in (step.routing_note, document.approval_id.event_ids.comment):
            self.assertIn("“Manager” is left out by the rule: Manager made the request", text)

    def test_last_stage_is_never_left_out(self):
        """REQ A-01: nothing is approved by nobody: the superior is asked then."""
        self.rule_of(self.sales, own_mode="skip")
        document = self.submit()
        self.assertEqual(self.pending(document).approver_ids, self.manager)
        self.assertIn("the superior is asked", self.pending(document).routing_note)

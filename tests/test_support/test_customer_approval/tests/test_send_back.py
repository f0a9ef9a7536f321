from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_signers import DialogCase


@tagged("post_install", "-at_install")
class TestSendBack(DialogCase):
    """退回 to the applicant or an earlier stage; the loop stays visible (REQ A-03, S4 3.2.1)."""

    def at_the_boss(self):
        document = self.submit(amount=600_000)
        self.decide(self.manager, document)
        self.decide(self.director, document)
        return document

    def first_step(self, document, name="Manager"):
        return document.approval_id.step_ids.filtered(lambda step: step.name == name)[:1]

    def test_to_the_applicant(self):
        """REQ A-03: open again for changes, with the reason, and told to the applicant."""
        document = self.at_the_boss()
        self.dialog(self.boss, document, "returned", "add the margin")
        self.assertEqual((document.state, document.approval_id.state), ("draft", "returned"))
        self.assertIn(
            "Sent back by Boss: add the margin", self.as_user(self.sales, document).approval_hint
        )
        note = self.env["mail.message"].search(
            [("partner_ids", "in", self.sales.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("add the margin", note.body)
        self.as_user(self.sales, document).amount = 700_000
        self.as_user(self.sales, document).action_submit()
        self.assertEqual(document.approval_id.round, 2)

    def test_to_an_earlier_stage_all_decide_again(self):
        """REQ A-03: manager and director decide once more; what they decided stays on record."""
        document = self.at_the_boss()
        target = self.first_step(document)
        self.dialog(self.boss, document, "returned", "check again", step_id=target.id)
        self.assertEqual(
            self.steps(document),
            [
                ("Manager", "approved"),
                ("Director", "approved"),
                ("Boss", "returned"),
                ("Manager", "pending"),
                ("Director", "waiting"),
                ("Boss", "waiting"),
            ],
        )
        self.assertEqual(document.state, "submitted")
        for user in (self.manager, self.director, self.boss):
            self.decide(user, document)
        self.assertEqual(document.state, "approved")
        decided = document.approval_id.step_ids.sorted("sequence").decided_by_id
        self.assertEqual(decided, self.manager | self.director | self.boss)

    def test_twice_in_a_loop(self):
        """REQ A-03: a second sending back repeats each stage once, not the repetitions too."""
        document = self.at_the_boss()
        self.dialog(self.boss, document, "returned", "again", step_id=self.first_step(document).id)
        self.decide(self.manager, document)
        target = document.approval_id.step_ids.sorted("sequence")[3]
        self.dialog(self.director, document, "returned", "no", step_id=target.id)
        self.assertEqual(
            self.steps(document)[3:],
            [
                ("Manager", "approved"),
                ("Director", "returned"),
                ("Manager", "pending"),
                ("Director", "waiting"),
                ("Boss", "waiting"),
            ],
        )

    def test_to_the_middle(self):
        """REQ A-03: only the stages from the chosen one on decide again."""
        document = self.at_the_boss()
        self.dialog(
            self.boss,
            document,
            "returned",
            "price",
            step_id=self.first_step(document, "Director").id,
        )
        self.assertEqual(self.steps(document)[3:], [("Director", "pending"), ("Boss", "waiting")])

    def test_only_to_a_stage_that_has_decided(self):
        """REQ A-03: not to a later stage, the own one, or a step of another request."""
        other = self.at_the_boss()
        document = self.submit(amount=600_000)
        self.decide(self.manager, document)
        for step in (
            self.first_step(document, "Boss"),
            self.first_step(document, "Director"),
            self.first_step(other, "Manager"),
        ):
            with (
                self.subTest(step=step.name),
                self.assertRaisesRegex(UserError, "cannot be sent back to"),
                self.cr.savepoint(),
            ):
                self.dialog(self.director, document, "returned", step_id=step.id)
        self.assertEqual(self.pending(document).name, "Director")

    def test_stage_with_all_asks_everybody_again(self):
        """REQ A-03: agreements given before the loop do not count in it."""
        self.rule.unlink()
        self.make_rule(
            "All",
            [
                self.stage("Board", users=self.manager | self.director, mode="all"),
                self.stage("Boss", users=self.boss),
            ],
        )
        document = self.submit()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        self.dialog(
            self.boss, document, "returned", "talk", step_id=self.first_step(document, "Board").id
        )
        self.decide(self.manager, document)
        self.assertEqual(self.pending(document).name, "Board")
        self.decide(self.director, document)
        self.assertEqual(self.pending(document).name, "Boss")

    def test_reason_is_needed(self):
        """REQ A-03: with the reason."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.dialog(self.manager, document, "returned", "")
        self.assertEqual(document.state, "submitted")


@tagged("post_install", "-at_install")
class TestRevoke(DialogCase):
    """The own approval is taken back while nothing has followed from it (issue: Batch)."""

    def test_taken_back(self):
        """REQ A-01: the stage is asked again with its old limit, the next one no longer."""
        document = self.submit()
        until = self.pending(document).due_date
        self.decide(self.manager, document)
        self.assertTrue(self.as_user(self.manager, document).can_revoke)
        self.dialog(self.manager, document, "revoked", "wrong one")
        self.assertEqual(self.steps(document), [("Manager", "pending"), ("Director", "waiting")])
        self.assertEqual(self.pending(document).due_date, until)
        self.assertEqual(document.activity_ids.user_id, self.manager)
        self.assertEqual(self.kinds(document), ["submitted", "approved", "revoked"])
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.director, document)

    def test_not_after_the_next_stage_acted(self):
        """REQ A-01: decided, asked others or sent back: too late."""
        expert = self.user("ap_expert")
        for decision, values in (
            ("added", {"user_id": expert.id, "where": "after"}),
            ("approve", {}),
        ):
            document = self.submit(amount=600_000)
            self.decide(self.manager, document)
            if decision == "approve":
                self.decide(self.director, document)
            else:
                self.dialog(self.director, document, decision, **values)
            before = self.kinds(document)
            with (
                self.subTest(decision=decision),
                self.assertRaisesRegex(UserError, "no decision of yours to take back"),
            ):
                self.as_user(self.manager, document).action_revoke("sorry")
            self.assertEqual(self.kinds(document), before)

    def test_not_after_the_end(self):
        """REQ A-01: what is approved or rejected for good has had its effects."""
        document = self.approved()
        rejected = self.submit()
        self.decide(self.manager, rejected, "reject", "no")
        for user, ended in ((self.director, document), (self.manager, rejected)):
            with self.assertRaisesRegex(UserError, "no decision of yours"):
                self.as_user(user, ended).action_revoke("sorry")
        self.assertEqual((document.state, rejected.state), ("approved", "rejected"))

    def test_nobody_elses(self):
        """REQ A-01: not the applicant, the administrator, another approver."""
        document = self.submit()
        self.decide(self.manager, document)
        for user in (self.sales, self.admin, self.director, self.boss):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(UserError, "no decision of yours"),
            ):
                self.as_user(user, document).action_revoke("mine")
        self.assertEqual(self.pending(document).name, "Director")

    def test_one_of_all(self):
        """REQ A-01: an agreement among several is taken back while the others still decide."""
        self.rule.unlink()
        self.make_rule("All", [self.stage("Board", users=self.manager | self.boss, mode="all")])
        document = self.submit()
        self.decide(self.manager, document)
        self.as_user(self.manager, document).action_revoke("wait")
        self.assertFalse(self.pending(document).agreed_user_ids)
        self.decide(self.boss, document)
        self.assertEqual(document.state, "submitted")
        self.decide(self.manager, document)
        self.assertEqual(document.state, "approved")

    def test_locked_still(self):
        """REQ D-05: taken back does not mean open: the document stays locked."""
        document = self.submit()
        self.decide(self.manager, document)
        self.as_user(self.manager, document).action_revoke("wait")
        with self.assertRaisesRegex(UserError, "in approval and cannot be changed"):
            self.as_user(self.sales, document).amount = 1

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


class DialogCase(ApprovalCase):
    """People who do more than approve and reject: each by the dialog of the form."""

    def dialog(self, user, document, decision, comment="because", **values):
        """Confirm the dialog of a decision as a user, as the form opens it."""
        document = self.as_user(user, document)
        action = {
            "returned": "action_send_back",
            "added": "action_ask_others",
            "handed": "action_hand_over",
            "revoked": "action_revoke",
        }[decision]
        context = getattr(document, action)()["context"]
        dialog = (
            document.env["customer.approval.decide"]
            .with_context(context)
            .create({"comment": comment, **values})
        )
        return dialog.action_confirm()

    def steps(self, document):
        """Return (stage, state) of each step of the current round, in order."""
        document.invalidate_recordset()
        steps = document.sudo().approval_id.step_ids.sorted("sequence")
        steps.invalidate_recordset()
        return [(step.name, step.state) for step in steps.sorted("sequence")]

    def kinds(self, document):
        return document.sudo().approval_id.event_ids.sorted("id").mapped("kind")


@tagged("post_install", "-at_install")
class TestSigners(DialogCase):
    """加签 and 转交: others are asked, or decide instead (REQ A-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls.user("ap_expert")
        cls.stranger_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls.user("ap_stranger", company=cls.stranger_company)

    def test_somebody_is_asked_first(self):
        """REQ A-02: the added person decides, then the approver who asked, then the rest."""
        document = self.submit()
        self.dialog(self.manager, document, "added", "knows the price", user_id=self.expert.id)
        self.assertEqual(
            self.steps(document),
            [
                ("Manager: asked in addition", "pending"),
                ("Manager", "waiting"),
                ("Director", "waiting"),
            ],
        )
        step = self.pending(document)
        self.assertEqual(step.approver_ids, self.expert)
        self.assertIn("Manager asks Expert first: knows the price", step.routing_note)
        self.assertEqual(document.approval_id.step_count, 3)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.manager, document)
        self.decide(self.expert, document)
        self.assertEqual(self.pending(document).name, "Manager")
        self.decide(self.manager, document)
        self.decide(self.director, document)
        self.assertEqual(document.state, "approved")
        self.assertEqual(self.kinds(document).count("added"), 1)

    def test_somebody_is_asked_afterwards(self):
        """REQ A-02: the approver decides first, the added person next, then the later stages."""
        document = self.submit()
        self.dialog(
            self.manager, document, "added", "checks it", user_id=self.expert.id, where="after"
        )
        self.assertEqual(self.pending(document).name, "Manager")
        self.decide(self.manager, document)
        self.assertEqual(self.pending(document).approver_ids, self.expert)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.director, document)
        self.decide(self.expert, document)
        self.assertEqual(self.pending(document).name, "Director")

    def test_an_added_person_rejects(self):
        """REQ A-02: whoever is asked decides like any approver."""
        document = self.submit()
        self.dialog(self.manager, document, "added", user_id=self.expert.id)
        self.decide(self.expert, document, "reject", "too dear")
        self.assertEqual(document.state, "rejected")

    def test_activity_moves_to_the_added_person_and_back(self):
        """REQ A-02: one reminder, with whoever decides now."""
        document = self.submit()
        self.dialog(self.manager, document, "added", user_id=self.expert.id)
        self.assertEqual(document.activity_ids.user_id, self.expert)
        self.decide(self.expert, document)
        document.invalidate_recordset()
        self.assertEqual(document.activity_ids.user_id, self.manager)

    def test_who_cannot_be_asked(self):
        """REQ A-02: not the applicant, oneself, another company, a leaver, a portal user."""
        document = self.submit()
        self.expert.active = False
        for person, message in (
            (self.sales, "the person made the request"),
            (self.manager, "it is you who decides now"),
            (self.stranger, "works for another company"),
            (self.expert, "has left"),
            (self.portal, "cannot decide"),
        ):
            with (
                self.subTest(person=person.name),
                self.assertRaisesRegex(UserError, message),
                self.cr.savepoint(),
            ):
                self.dialog(self.manager, document, "added", user_id=person.id)
        self.assertEqual(self.steps(document), [("Manager", "pending"), ("Director", "waiting")])

    def test_out_of_turn(self):
        """REQ A-02: only who decides now asks others, hands over or sends back."""
        document = self.submit()
        document.approval_id.rule_id.stage_ids.may_hand_over = True
        for user in (self.sales, self.colleague, self.director, self.boss, self.admin):
            for decision in ("added", "handed", "returned"):
                with (
                    self.subTest(user=user.name, decision=decision),
                    self.assertRaisesRegex(UserError, "not your turn|you made this request"),
                    self.cr.savepoint(),
                ):
                    self.dialog(user, document, decision, user_id=self.expert.id)
        self.assertEqual(self.kinds(document), ["submitted"])

    def test_author_of_an_earlier_round_is_not_added(self):
        """REQ A-01: who asked once never decides, not even by 加签."""
        document = self.submit()
        self.decide(self.manager, document, "reject", "no")
        self.as_user(self.sales, document).applicant_id = self.colleague
        self.as_user(self.colleague, document).action_submit()
        with self.assertRaisesRegex(UserError, "made the request"):
            self.dialog(self.manager, document, "added", user_id=self.sales.id)

    def test_stage_that_does_not_allow_it(self):
        """REQ A-02: by setting of the stage, as it was when the request was submitted."""
        self.rule.stage_ids.may_add = False
        document = self.submit()
        self.rule.stage_ids.may_add = True
        with self.assertRaisesRegex(UserError, "does not allow asking others"):
            self.dialog(self.manager, document, "added", user_id=self.expert.id)

    def test_rounds_do_not_grow_without_end(self):
        """REQ A-02: after 40 steps somebody has to decide."""
        document = self.submit()
        people = [self.user(f"ap_p{number}") for number in range(2)]
        for number in range(38):
            self.dialog(
                [self.manager, *people][number and 1 + number % 2],
                document,
                "added",
                user_id=people[(number + 1) % 2].id,
            )
        with self.assertRaisesRegex(UserError, "too many steps"):
            self.dialog(people[0], document, "added", user_id=people[1].id)

    def test_handed_over(self):
        """REQ A-02: the colleague decides instead, also without the role; both see the request."""
        self.rule.stage_ids.may_hand_over = True
        document = self.submit(note="secret")
        self.decide(self.manager, document)
        self.dialog(self.director, document, "handed", "on leave", user_id=self.expert.id)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.director, document)
        self.assertEqual(document.activity_ids.user_id, self.expert)
        # still to be seen by who gave it away
        self.assertEqual(self.as_user(self.director, document).name, "Document")
        event = document.approval_id.event_ids.filtered(lambda one: one.kind == "handed")
        self.assertEqual((event.user_id, event.comment), (self.director, "To Expert: on leave"))
        self.decide(self.expert, document)
        self.assertEqual(document.state, "approved")
        self.assertEqual(document.approval_id.step_ids[-1].decided_by_id, self.expert)

    def test_handed_over_only_where_allowed(self):
        """REQ A-02: off unless the stage allows it."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "does not allow handing"):
            self.dialog(self.manager, document, "handed", user_id=self.expert.id)
        self.assertEqual(self.pending(document).approver_ids, self.manager)

    def test_deputy_hands_over_the_seat_of_the_absent(self):
        """REQ A-02: a deputy gives away the seat he stands in for, and no other."""
        self.rule.stage_ids.may_hand_over = True
        document = self.submit()
        today = self.company._workday_today()
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.colleague.id,
                "date_from": today,
                "date_to": today,
            }
        )
        self.dialog(self.colleague, document, "handed", user_id=self.expert.id)
        self.assertEqual(self.pending(document).approver_ids, self.expert)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.colleague, document)

    def test_handed_over_when_all_must_agree(self):
        """REQ A-02: the colleague's agreement is needed in place of the giver's."""
        self.rule.unlink()
        self.make_rule(
            "All",
            [self.stage("Board", users=self.manager | self.boss, mode="all", may_hand_over=True)],
        )
        document = self.submit()
        self.decide(self.boss, document)
        self.dialog(self.manager, document, "handed", user_id=self.expert.id)
        self.assertEqual(document.state, "submitted")
        self.decide(self.expert, document)
        self.assertEqual(document.state, "approved")

    def test_dialog_needs_person_and_reason(self):
        """REQ A-02: each with its reason in the record."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "Choose the colleague"), self.cr.savepoint():
            self.dialog(self.manager, document, "added")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.dialog(self.manager, document, "added", " ", user_id=self.expert.id)

    def test_dialog_of_an_unseen_round(self):
        """REQ A-02: a forged dialog names a round that its user may not see."""
        document = self.submit(note="secret")
        dialog = (
            self.as_user(self.colleague, self.env["customer.approval.decide"])
            .sudo()
            .create(
                {
                    "approval_ids": [Command.set(document.approval_id.ids)],
                    "decision": "added",
                    "user_id": self.expert.id,
                    "comment": "mine",
                }
            )
        )
        with self.assertRaisesRegex(UserError, "Open one request"):
            self.as_user(self.colleague, dialog).sudo(False).action_confirm()
        self.assertEqual(self.kinds(document), ["submitted"])

    def test_leaver_among_the_added(self):
        """REQ A-01: never stuck: who was asked in addition leaves, somebody else is found."""
        document = self.submit()
        self.employee(self.expert, self.env["hr.employee"].search([("user_id", "=", self.boss.id)]))
        self.dialog(self.manager, document, "added", user_id=self.expert.id)
        self.expert.active = False
        self.assertTrue(self.pending(document)._able_approvers())

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestPath(ApprovalCase):
    """The way of a document from draft to its end (REQ A-01)."""

    def test_each_stage_in_turn_then_approved_by_itself(self):
        """REQ D-05: stage by stage; the last approval moves the document on by itself."""
        document = self.submit()
        self.assertEqual(document.state, "submitted")
        self.assertEqual(self.pending(document).approver_ids, self.manager)
        self.decide(self.manager, document)
        self.assertEqual(document.state, "submitted")
        self.assertEqual(self.pending(document).approver_ids, self.director)
        self.decide(self.director, document, comment="go")
        self.assertEqual(document.state, "approved")
        self.assertEqual(document.log, "approved")
        self.assertEqual(document.approval_id.state, "approved")
        steps = document.approval_step_ids
        self.assertEqual(steps.mapped("state"), ["approved", "approved"])
        self.assertEqual(steps.mapped("decided_by_id"), self.manager | self.director)
        self.assertEqual(steps[1].comment, "go")

    def test_amount_brings_in_the_third_stage(self):
        """REQ D-05: from the stage's amount on, the general manager decides too."""
        below = self.submit(amount=499_999.99)
        at = self.submit(amount=500_000)
        self.assertEqual(below.approval_id.step_count, 2)
        self.assertEqual(at.approval_id.step_count, 3)
        for user in (self.manager, self.director):
            self.decide(user, at)
        self.assertEqual(at.state, "submitted")
        self.decide(self.boss, at)
        self.assertEqual(at.state, "approved")

    def test_rejected_corrected_and_submitted_again_keeps_everything(self):
        """REQ D-05: reject with reason, correct, submit again; comments and dates stay."""
        document = self.submit()
        first = document.approval_id
        self.decide(self.manager, document, "reject", "Costs are missing")
        self.assertEqual(document.state, "rejected")
        self.assertIn("Costs are missing", document.approval_hint)
        own = self.as_user(self.sales, document)
        own.amount = 2000
        own.action_submit()
        document.invalidate_recordset()
        second = document.approval_id
        self.assertNotEqual(first, second)
        self.assertEqual((first.round, second.round), (1, 2))
        self.assertEqual(first.state, "rejected")
        self.assertEqual(first.amount, 1000)
        self.assertEqual(first.step_ids[0].comment, "Costs are missing")
        self.assertEqual(first.step_ids.mapped("state"), ["rejected", "cancelled"])
        self.assertEqual(document.approval_ids, first | second)
        self.assertEqual(len(document.approval_step_ids), 4)

    def test_rejected_and_submitted_again_in_one_transaction(self):
        """REQ D-05: a batch that rejects and submits again stands on two rounds."""
        document = self.make_document()
        document.action_submit()
        document.with_user(self.manager).action_reject("Not yet")
        document.with_user(self.sales).action_submit()
        self.assertEqual(document.sudo().approval_ids.mapped("state"), ["rejected", "running"])

    def test_applicant_is_told_of_the_rejection(self):
        """REQ D-05: the applicant gets the reason; the community engine tells nobody."""
        document = self.submit()
        self.decide(self.manager, document, "reject", "Costs are missing")
        notes = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.sales.partner_id.id)]
        )
        self.assertTrue(
            notes.mail_message_id.filtered(lambda message: "Costs are missing" in message.body)
        )
        log = document.message_ids.filtered(lambda message: "Costs are missing" in message.body)
        self.assertEqual(log[:1].author_id, self.manager.partner_id)

    def test_rejection_without_reason_asks_for_it(self):
        """REQ D-05: rejecting needs a reason; nothing is decided without one."""
        document = self.submit()
        action = self.as_user(self.manager, document).action_reject()
        self.assertEqual(action["res_model"], "customer.approval.decide")
        self.assertEqual(self.pending(document).state, "pending")
        wizard = (
            self.as_user(self.manager, self.env["customer.approval.decide"])
            .with_context(**action["context"])
            .create({"comment": "  "})
        )
        with self.assertRaisesRegex(UserError, "Give the reason"):
            wizard.action_confirm()
        wizard.comment = "Too dear"
        wizard.action_confirm()
        document.invalidate_recordset()
        self.assertEqual(document.state, "rejected")

    def test_withdrawn_document_is_open_again(self):
        """REQ D-05: the applicant withdraws and may change and submit again."""
        document = self.submit()
        self.as_user(self.sales, document).action_withdraw()
        document.invalidate_recordset()
        self.assertEqual(document.state, "draft")
        self.assertEqual(document.approval_ids.state, "withdrawn")
        self.as_user(self.sales, document).amount = 5
        self.as_user(self.sales, document).action_submit()
        document.invalidate_recordset()
        self.assertEqual(document.approval_id.round, 2)

    def test_revise_starts_a_new_round_beside_the_old_one(self):
        """REQ D-05: after approval the key fields change only by Revise."""
        document = self.submit()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        own = self.as_user(self.sales, document)
        with self.assertRaisesRegex(UserError, "Choose Revise"):
            own.amount = 7
        own.note = "not a key field"
        own.action_revise("Price went up")
        own.amount = 7
        own.action_submit()
        document.invalidate_recordset()
        first, second = document.approval_ids
        self.assertEqual(first.state, "approved")
        self.assertTrue(first.superseded_on)
        self.assertIn("revised", first.event_ids.mapped("kind"))
        self.assertEqual(second.state, "running")

    def test_incomplete_document_is_not_submitted(self):
        """Bad input: what the document itself misses is said; nothing is half-saved."""
        document = self.make_document(note="incomplete")
        with self.assertRaisesRegex(UserError, "note is incomplete"):
            document.action_submit()
        self.assertEqual(document.state, "draft")
        self.assertFalse(document.approval_ids)

    def test_activity_for_whoever_decides_now(self):
        """REQ D-05: the approver of the present step has an activity, nobody else."""
        document = self.submit()
        self.assertEqual(document.activity_ids.user_id, self.manager)
        self.decide(self.manager, document)
        document.invalidate_recordset()
        self.assertEqual(document.activity_ids.user_id, self.director)
        self.decide(self.director, document)
        document.invalidate_recordset()
        self.assertFalse(document.activity_ids)

    def test_asked_people_do_not_become_followers(self):
        """Earlier approvers must not receive the later mail of a document."""
        document = self.submit()
        self.decide(self.manager, document)
        self.assertNotIn(self.manager.partner_id, document.message_partner_ids)
        self.assertNotIn(self.director.partner_id, document.message_partner_ids)

    def test_inboxes(self):
        """REQ D-05: to approve, requested by me, decided."""
        document = self.submit()
        rounds = self.env["customer.approval"]

        def inbox(user, field):
            return self.as_user(user, rounds).search([(field, "=", True)]).mapped("res_id")

        self.assertIn(document.id, inbox(self.manager, "waits_for_me"))
        self.assertNotIn(document.id, inbox(self.director, "waits_for_me"))
        self.assertNotIn(document.id, inbox(self.sales, "waits_for_me"))
        self.decide(self.manager, document)
        self.assertNotIn(document.id, inbox(self.manager, "waits_for_me"))
        self.assertIn(document.id, inbox(self.manager, "decided_by_me"))
        self.assertIn(document.id, inbox(self.director, "waits_for_me"))

    def test_bulk_approval_from_the_inbox(self):
        """REQ D-05: several documents are decided at once."""
        documents = self.submit() | self.submit()
        rounds = self.as_user(self.manager, documents.approval_id)
        rounds.action_approve("all fine")
        for document in documents:
            self.assertEqual(self.pending(document).approver_ids, self.director)

    def test_bulk_approval_is_all_or_nothing(self):
        """Unauthorised items raise with their reason; none of the others is decided."""
        mine, notmine = self.submit(), self.submit()
        self.decide(self.manager, notmine)
        rounds = self.as_user(self.manager, mine.approval_id | notmine.approval_id)
        with self.assertRaisesRegex(UserError, "not your turn. Director waits for Director"):
            rounds.action_approve()
        self.assertEqual(self.pending(mine).approver_ids, self.manager)

    def test_rights_shown_on_the_form(self):
        """The buttons follow the rights of the person who looks."""
        document = self.submit()
        self.assertTrue(self.as_user(self.manager, document).can_decide)
        self.assertFalse(self.as_user(self.director, document).can_decide)
        self.assertFalse(self.as_user(self.manager, document).can_withdraw)
        self.assertTrue(self.as_user(self.sales, document).can_withdraw)
        self.assertFalse(self.as_user(self.sales, document).can_submit)
        self.assertIn("Step 1 of 2", self.as_user(self.colleague, document).approval_hint)

    def test_all_must_agree(self):
        """REQ D-05: in a stage where all must agree, each one does."""
        self.rule.unlink()
        self.make_rule("All", [self.stage("Both", users=self.director | self.boss, mode="all")])
        document = self.submit()
        self.decide(self.director, document)
        self.assertEqual(document.state, "submitted")
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.director, document)
        document.invalidate_recordset()
        self.assertEqual(document.activity_ids.user_id, self.boss)
        self.decide(self.boss, document)
        document.invalidate_recordset()
        self.assertEqual(document.state, "approved")

    def test_trail_prints(self):
        """The approval record prints with every step and the comments."""
        document = self.submit()
        self.decide(self.manager, document, comment="looks good")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_approval.approval_action_report", document.approval_id.ids
        )
        self.assertIn(b"looks good", html)
        self.assertIn(b"Director", html)

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.test_approval_document import ApprovalDocument
from .common import ApprovalCase

REFUSED = UserError  # access and validation errors are kinds of it


@tagged("post_install", "-at_install")
class TestAttacks(ApprovalCase):
    """What peers let through (REQ A-01, "nobody decides on their own"), tried again here."""

    def assert_untouched(self, document, state="submitted"):
        self.env.invalidate_all()
        self.assertEqual(document.state, state)
        self.assertEqual(document.amount, 1000)

    # ---------------------------------------------------------------- state

    def test_created_in_an_approved_state(self):
        """REQ D-05: a document can't be created approved."""
        for state in ("approved", "submitted", "done", "rejected"):
            with self.assertRaisesRegex(UserError, "starts as a draft"):
                self.make_document(state=state)

    def test_created_approved_by_a_context_default(self):
        """REQ D-05: a default sent in the context does not set the state."""
        documents = self.as_user(self.sales, self.env["test.approval.document"])
        document = documents.with_context(default_state="approved").create(
            {"name": "x", "company_id": self.company.id}
        )
        self.assertEqual(document.state, "draft")

    def test_state_written(self):
        """REQ D-05: nobody writes the state, not even the superuser."""
        document = self.submit()
        for user in (self.sales, self.manager, self.admin, self.env.user):
            for state in ("approved", "draft", "done", "rejected"):
                with self.assertRaisesRegex(UserError, "by its buttons only"):
                    self.as_user(user, document).write({"state": state})
        self.assert_untouched(document)

    def test_state_imported(self):
        """REQ D-05: an import does not set the state."""
        documents = self.as_user(self.sales, self.env["test.approval.document"])
        result = documents.load(["name", "state"], [["imported", "approved"]])
        self.assertFalse(result["ids"])
        self.assertIn("starts as a draft", result["messages"][0]["message"])

    def test_state_not_copied(self):
        """REQ D-05: a copy of an approved document is a draft."""
        document = self.submit()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        copy = self.as_user(self.sales, document).copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.approval_id)

    def test_state_and_amount_in_one_write(self):
        """REQ D-05: the approved state can't carry another amount."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "by its buttons only"):
            self.as_user(self.sales, document).write({"state": "approved", "amount": 90_000})
        self.assert_untouched(document)

    def test_round_of_another_document_attached(self):
        """REQ D-05: an approved round can't be attached to a draft."""
        approved = self.submit()
        self.decide(self.manager, approved)
        self.decide(self.director, approved)
        draft = self.make_document()
        with self.assertRaisesRegex(UserError, "by its buttons only"):
            draft.write({"approval_id": approved.approval_id.id})
        with self.assertRaisesRegex(UserError, "A new document starts as a draft"):
            self.make_document(approval_id=approved.approval_id.id)

    def test_context_switches_nothing_off(self):
        """REQ D-05: no context key a client can send opens a guard."""
        document = self.submit()
        keys = {
            "customer_approval_seal": True,
            "skip_validation_check": True,
            "tracking_disable": True,
            "import_file": True,
            "install_mode": True,
            "mail_create_nosubscribe": True,
            "force_write": True,
        }
        own = self.as_user(self.sales, document).with_context(**keys)
        for values, refusal in (
            ({"state": "approved"}, "moves by its buttons only"),
            ({"amount": 1}, "in approval and cannot be changed"),
            ({"name": "x"}, "in approval and cannot be changed"),
        ):
            with self.assertRaisesRegex(UserError, refusal):
                own.write(values)
        step = self.as_user(self.admin, document.approval_step_ids[0]).with_context(**keys)
        with self.assertRaisesRegex(AccessError, "written by the approval itself"):
            step.write({"state": "approved"})
        self.assert_untouched(document)

    # ---------------------------------------------------------------- locked content

    def test_locked_while_running(self):
        """REQ D-05: content is locked while a round runs; chatter is not."""
        document = self.submit()
        own = self.as_user(self.sales, document)
        for values in ({"amount": 2}, {"note": "x"}, {"applicant_id": self.boss.id}):
            with self.assertRaisesRegex(UserError, "in approval and cannot be changed"):
                own.write(values)
        own.remark = "open by the document's own choice"
        own.message_post(body="a question")
        self.assert_untouched(document)

    def test_child_lines_locked_while_running(self):
        """REQ D-05: lines can't be added, changed, moved or deleted by any route."""
        document = self.make_document(line_ids=[Command.create({"name": "a", "quantity": 1})])
        other = self.make_document(line_ids=[Command.create({"name": "b", "quantity": 1})])
        document.action_submit()
        own = self.as_user(self.sales, document)
        line = own.line_ids
        lines = self.as_user(self.sales, self.env["test.approval.line"])
        attempts = (
            lambda: lines.create({"document_id": document.id, "name": "c"}),
            lambda: lines.with_context(default_document_id=document.id).create({"name": "c"}),
            lambda: line.write({"quantity": 99}),
            lambda: line.unlink(),
            lambda: line.write({"document_id": other.id}),
            lambda: self.as_user(self.sales, other.line_ids).write({"document_id": document.id}),
            lambda: own.write({"line_ids": [Command.update(line.id, {"quantity": 99})]}),
            lambda: own.write({"line_ids": [Command.clear()]}),
        )
        for attempt in attempts:
            with self.assertRaisesRegex(UserError, "cannot be changed"), self.env.cr.savepoint():
                attempt()
        self.env.invalidate_all()
        self.assertEqual(document.line_ids.mapped("name"), ["a"])
        self.assertEqual(document.line_ids.quantity, 1)

    def test_lines_frozen_after_approval(self):
        """REQ D-05: approved lines change only by Revise."""
        document = self.submit(line_ids=[Command.create({"name": "a", "quantity": 1})])
        self.decide(self.manager, document)
        self.decide(self.director, document)
        with self.assertRaisesRegex(UserError, "Choose Revise"):
            self.as_user(self.sales, document.line_ids).quantity = 3

    def test_content_changed_behind_the_engine(self):
        """REQ D-05: what is approved is what was submitted (time of check, time of use)."""
        document = self.submit()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE test_approval_document SET amount = 90000 WHERE id = %s", [document.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "content has changed"):
            self.decide(self.manager, document)

    def test_deleted_while_running_or_after(self):
        """REQ D-05: a document with history is not deleted."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "has been in approval and is kept"):
            self.as_user(self.sales, document).unlink()
        self.as_user(self.sales, document).action_withdraw()
        with self.assertRaisesRegex(UserError, "has been in approval and is kept"):
            self.as_user(self.sales, document).unlink()
        self.make_document().unlink()

    # ---------------------------------------------------------------- sealed rows

    def test_rounds_steps_events_are_not_written(self):
        """REQ D-05: nobody forges or deletes a row: user, portal, administrator, superuser."""
        document = self.submit()
        rows = (
            (document.approval_id, {"state": "approved"}),
            (document.approval_id, {"requester_id": self.boss.id}),
            (document.approval_step_ids, {"state": "approved"}),
            (document.approval_step_ids, {"approver_ids": [Command.link(self.sales.id)]}),
            (document.approval_step_ids, {"decided_by_id": self.director.id}),
            (document.approval_id.event_ids, {"comment": "forged"}),
        )
        people = (self.sales, self.manager, self.portal, self.admin, self.env.ref("base.user_root"))
        for user in people:
            for records, values in rows:
                with self.assertRaisesRegex(AccessError, "written by the approval itself"):
                    self.as_user(user, records).write(values)
                with self.assertRaisesRegex(AccessError, "kept for good"):
                    self.as_user(user, records).unlink()
        self.assert_untouched(document)
        self.assertEqual(document.approval_step_ids.mapped("state"), ["pending", "waiting"])

    def test_rows_are_not_created(self):
        """REQ D-05: a round, step or event can't be made up."""
        document = self.submit()
        approval = document.approval_id
        vals = {
            "customer.approval.step": {
                "approval_id": approval.id,
                "name": "forged",
                "mode": "any",
                "state": "approved",
            },
            "customer.approval.event": {
                "approval_id": approval.id,
                "kind": "approved",
                "user_id": self.boss.id,
            },
        }
        for user in (self.sales, self.portal, self.admin, self.env.ref("base.user_root")):
            for model, values in vals.items():
                with self.assertRaisesRegex(AccessError, "written by the approval itself"):
                    self.as_user(user, self.env[model]).create(values)
            refusal = "not allowed to access" if user == self.portal else "by the approval itself"
            with self.assertRaisesRegex(AccessError, refusal):
                self.as_user(user, approval).copy()
        self.assertEqual(len(document.approval_step_ids), 2)

    def test_steps_forged_through_the_document(self):
        """REQ D-05: x2many commands on the document don't reach the record."""
        document = self.submit()
        step = document.approval_step_ids[0]
        own = self.as_user(self.sales, document)
        for commands in (
            [Command.update(step.id, {"state": "approved"})],
            [Command.delete(step.id)],
            [Command.clear()],
        ):
            with self.assertRaisesRegex(REFUSED, "cannot be changed"), self.env.cr.savepoint():
                own.write({"approval_step_ids": commands})
        self.env.invalidate_all()
        self.assertEqual(step.state, "pending")

    # ---------------------------------------------------------------- who decides

    def test_out_of_turn(self):
        """REQ D-05: a later approver can't decide or reject early."""
        document = self.submit()
        for decision in ("approve", "reject"):
            with self.assertRaisesRegex(UserError, "not your turn"):
                self.decide(self.director, document, decision)
        self.assert_untouched(document)

    def test_strangers_decide_nothing(self):
        """REQ D-05: a colleague, the applicant and the administrator decide nothing."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "you made this request"):
            self.decide(self.sales, document)
        for user in (self.colleague, self.admin):
            with self.assertRaisesRegex(UserError, "not your turn"):
                self.decide(user, document)
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Document under Test'"):
            self.decide(self.portal, document)
        self.assert_untouched(document)

    def test_applicant_who_is_the_approver(self):
        """REQ D-05: the manager's own application goes to the superior, not to himself."""
        document = self.submit(self.manager)
        step = self.pending(document)
        self.assertEqual(step.approver_ids, self.director)
        self.assertIn("Manager made the request", step.routing_note)
        with self.assertRaisesRegex(UserError, "you made this request"):
            self.decide(self.manager, document)

    def test_author_who_names_another_applicant(self):
        """REQ D-05: who writes an application for somebody else can't approve it."""
        document = self.submit(self.manager, applicant_id=self.colleague.id)
        self.assertEqual(document.applicant_id, self.colleague)
        self.assertNotIn(self.manager, self.pending(document).approver_ids)
        with self.assertRaisesRegex(UserError, "you made this request"):
            self.decide(self.manager, document)

    def test_self_approval_through_a_deputy(self):
        """REQ D-05: the approver's deputy can't decide on the own document."""
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.sales.id,
                "date_from": "2000-01-01",
                "date_to": "2100-01-01",
            }
        )
        document = self.submit()
        self.assertFalse(self.as_user(self.sales, document).can_decide)
        with self.assertRaisesRegex(UserError, "you made this request"):
            self.decide(self.sales, document)

    def test_deputy_of_an_applicant_gets_no_vote(self):
        """REQ D-05: an applicant who'd be approver has none, and neither has his deputy."""
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.colleague.id,
                "date_from": "2000-01-01",
                "date_to": "2100-01-01",
            }
        )
        self.rule.unlink()
        self.make_rule("Two", [self.stage("Both", users=self.manager | self.director)])
        document = self.submit(self.manager)
        self.assertEqual(self.pending(document).approver_ids, self.director)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.colleague, document)

    def test_forged_delegation(self):
        """REQ D-05: nobody makes himself somebody's deputy."""
        delegations = self.as_user(self.sales, self.env["customer.approval.delegation"])
        values = {"delegate_id": self.sales.id, "date_from": "2000-01-01", "date_to": "2100-01-01"}
        with self.assertRaisesRegex(AccessError, "may not enter this: Approval Delegation"):
            delegations.create({"user_id": self.manager.id, **values})
        own = delegations.create({**values, "user_id": self.sales.id, "delegate_id": self.boss.id})
        with self.assertRaisesRegex(AccessError, "may not change this"), self.env.cr.savepoint():
            own.write({"user_id": self.manager.id, "delegate_id": self.sales.id})
            self.env.flush_all()
        given = self.env["customer.approval.delegation"].create(
            {**values, "user_id": self.manager.id, "delegate_id": self.colleague.id}
        )
        with self.assertRaisesRegex(AccessError, "may not change this: Approval Delegation"):
            self.as_user(self.colleague, given).write({"date_to": "2200-01-01"})

    def test_role_that_implies_the_stage_role_counts(self):
        """REQ D-05: a role that contains the asked one may decide (the peer forgets it)."""
        higher = self.env["res.groups"].create(
            {"name": "Higher", "implied_ids": [Command.link(self.role.id)]}
        )
        self.boss.group_ids += higher
        document = self.submit()
        self.decide(self.manager, document)
        self.assertEqual(self.pending(document).approver_ids, self.director | self.boss)
        self.decide(self.boss, document)
        self.assertEqual(document.state, "approved")

    def test_other_company_decides_nothing(self):
        """REQ D-05: an approver without the document's company is not asked."""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.user("ap_stranger", company=other)
        stranger.group_ids += self.role
        document = self.submit()
        self.decide(self.manager, document)
        self.assertNotIn(stranger, self.pending(document).approver_ids)
        with self.assertRaisesRegex(REFUSED, "doesn't have 'read' access"):
            self.decide(stranger, document)

    def test_role_taken_away_while_waiting(self):
        """REQ D-05: who lost the role after submission no longer decides."""
        document = self.submit()
        self.decide(self.manager, document)
        self.director.group_ids -= self.role
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.director, document)

    # ---------------------------------------------------------------- restart, rules

    def test_stranger_restarts_nothing(self):
        """REQ D-05: only applicant or author submit, withdraw and revise."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "Only the applicant"):
            self.as_user(self.colleague, document).action_withdraw()
        self.decide(self.manager, document, "reject")
        with self.assertRaisesRegex(UserError, "Only the applicant"):
            self.as_user(self.colleague, document).action_submit()
        self.as_user(self.sales, document).action_submit()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        with self.assertRaisesRegex(UserError, "Only the applicant"):
            self.as_user(self.colleague, document).action_revise("mine now")
        self.assert_untouched(document, "approved")

    def test_wizard_forged(self):
        """REQ D-05: the dialog carries no rights of its own."""
        document = self.submit()
        dialogs = self.as_user(self.colleague, self.env["customer.approval.decide"])
        for decision, error in (("approved", "not your turn"), ("rejected", "not your turn")):
            dialog = dialogs.create(
                {
                    "approval_ids": [Command.set(document.approval_id.ids)],
                    "decision": decision,
                    "comment": "x",
                }
            )
            with self.assertRaisesRegex(UserError, error):
                dialog.action_confirm()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        dialog = dialogs.create(
            {
                "approval_ids": [Command.set(document.approval_id.ids)],
                "decision": "revised",
                "comment": "x",
            }
        )
        with self.assertRaisesRegex(UserError, "Only the applicant"):
            dialog.action_confirm()
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Name Another Approver'"):
            self.as_user(self.colleague, self.env["customer.approval.reassign"]).create(
                {
                    "approval_id": document.approval_id.id,
                    "user_id": self.colleague.id,
                    "reason": "x",
                }
            )

    def test_rule_edited_or_deleted_while_running(self):
        """REQ D-05: a running round keeps the rule it was submitted under."""
        document = self.submit()
        self.rule.name = "Renamed"
        self.rule.stage_ids[1:].unlink()
        self.rule.stage_ids[0].write({"approver_type": "users", "user_ids": self.sales.ids})
        self.assertEqual(document.approval_id.rule_name, "Ordinary")
        self.rule.unlink()
        self.env.invalidate_all()
        self.assertEqual(document.approval_step_ids.mapped("name"), ["Manager", "Director"])
        self.decide(self.manager, document)
        self.decide(self.director, document)
        self.assert_untouched(document, "approved")

    def test_rules_are_the_administrators(self):
        """REQ D-05: users read rules, only an approval administrator changes them."""
        for user in (self.sales, self.manager, self.director):
            with self.assertRaisesRegex(AccessError, "not allowed to modify 'Approval Rule'"):
                self.as_user(user, self.rule).write({"active": False})
            with self.assertRaisesRegex(AccessError, "not allowed to delete 'Approval Stage'"):
                self.as_user(user, self.rule.stage_ids).unlink()

    def test_portal_reads_nothing(self):
        """REQ D-05: a portal user sees neither rounds nor steps, rules, events or deputies."""
        self.submit()
        for model in (
            "customer.approval",
            "customer.approval.step",
            "customer.approval.event",
            "customer.approval.rule",
            "customer.approval.stage",
            "customer.approval.delegation",
        ):
            with self.assertRaisesRegex(AccessError, "not allowed to access 'Approval"):
                self.as_user(self.portal, self.env[model]).search([])

    def test_round_is_hidden_with_its_document(self):
        """Who may not read the document may not read its approval either."""
        document = self.submit(note="secret")
        approval = document.approval_id
        rounds, steps, events = (
            self.env[name]
            for name in (
                "customer.approval",
                "customer.approval.step",
                "customer.approval.event",
            )
        )
        for user, sees in (
            (self.colleague, False),
            (self.manager, True),
            (self.sales, True),
            (self.director, True),
            (self.admin, True),
        ):
            self.assertEqual(
                bool(self.as_user(user, rounds).search([("id", "=", approval.id)])), sees, user.name
            )
            self.assertEqual(
                bool(self.as_user(user, steps).search([("approval_id", "=", approval.id)])), sees
            )
            self.assertEqual(
                bool(self.as_user(user, events).search([("approval_id", "=", approval.id)])), sees
            )
        with self.assertRaisesRegex(AccessError, "not open to you: Approval"):
            self.as_user(self.colleague, approval).read(["snapshot"])

    def test_internal_methods_are_not_public(self):
        """Every method that skips a check begins with an underscore."""
        public = {
            name
            for name in vars(ApprovalDocument) | vars(type(self.env["customer.approval"]))
            if name.startswith("action_")
        }
        self.assertLessEqual(
            public,
            {
                "action_done",
                "action_approve",
                "action_approve_proved",
                "action_reject",
                "action_revoke",
                "action_open_document",
                "action_reassign",
            },
        )

    def test_decided_round_is_not_decided_again(self):
        """REQ D-05: an ended round takes no second decision."""
        document = self.submit()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        approval = self.as_user(self.director, document.approval_id)
        for call in (approval.action_approve, lambda: approval.action_reject("no")):
            with self.assertRaisesRegex(UserError, "already decided"):
                call()
        self.assert_untouched(document, "approved")

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAttacksMore(ApprovalCase):
    """What a login can send beside values: contexts, odd arguments, other screens (REQ A-01)."""

    def deputy(self, user, delegate, **values):
        return self.env["customer.approval.delegation"].create(
            {
                "user_id": user.id,
                "delegate_id": delegate.id,
                "date_from": "2000-01-01",
                "date_to": "2100-01-01",
                **values,
            }
        )

    def follow_up(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_approval.ir_cron_follow_up").method_direct_trigger()

    # ---------------------------------------------------------------- defaults in the context

    def test_default_state_of_the_round(self):
        """REQ D-05: a default for the state does not make a round or step approved."""
        document = self.make_document()
        self.sent(self.sales, document, default_state="approved").action_submit()
        document = document.sudo()
        self.assertEqual(document.approval_id.state, "running")
        self.assertEqual(document.approval_step_ids.mapped("state"), ["pending", "waiting"])
        with self.assertRaisesRegex(UserError, "in approval and cannot be changed"):
            self.as_user(self.sales, document).amount = 5

    def test_default_superior_who_decides_alone(self):
        """REQ D-05: a default names nobody who may decide."""
        document = self.make_document()
        for name in ("default_escalated_user_ids", "default_agreed_user_ids"):
            with self.env.cr.savepoint() as savepoint:
                self.sent(
                    self.sales, document, **{name: [Command.set(self.colleague.ids)]}
                ).action_submit()
                steps = document.sudo().approval_step_ids
                self.assertFalse(steps.escalated_user_ids | steps.agreed_user_ids)
                with self.assertRaisesRegex(UserError, "not your turn"):
                    self.decide(self.colleague, document)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_default_that_unfreezes(self):
        """REQ D-05: a default does not mark the round as taken up again in advance."""
        document = self.make_document()
        self.sent(self.sales, document, default_superseded_on="2020-01-01 00:00:00").action_submit()
        self.decide(self.manager, document)
        self.decide(self.director, document)
        with self.assertRaisesRegex(UserError, "was approved as it is"):
            self.as_user(self.sales, document).amount = 90_000

    def test_default_events_and_dates(self):
        """REQ D-05: defaults forge neither events nor their dates."""
        document = self.make_document()
        forged = {"kind": "approved", "user_id": self.boss.id, "comment": "forged"}
        self.sent(
            self.sales,
            document,
            default_event_ids=[Command.create(forged)],
            default_date="2001-01-01 00:00:00",
            default_submitted_on="2001-01-01 00:00:00",
            default_decided_by_id=self.boss.id,
            default_comment="forged",
        ).action_submit()
        document = document.sudo()
        approval = document.approval_id
        self.assertEqual(approval.event_ids.mapped("kind"), ["submitted"])
        self.assertFalse(approval.step_ids.decided_by_id)
        self.assertNotIn("forged", approval.step_ids.mapped("comment"))
        self.assertGreater(approval.submitted_on.year, 2001)
        self.sent(self.manager, document, default_date="2001-01-01 00:00:00").action_approve("ok")
        self.assertGreater(min(approval.event_ids.mapped("date")).year, 2001)

    def test_defaults_a_user_keeps(self):
        """REQ D-05: the defaults a user may store for himself don't reach the approval."""
        defaults = self.as_user(self.sales, self.env["ir.default"])
        for model, name, value in (
            ("customer.approval", "state", "approved"),
            ("customer.approval", "superseded_on", "2020-01-01 00:00:00"),
            ("customer.approval.step", "state", "approved"),
            ("customer.approval.step", "escalated_user_ids", self.colleague.ids),
            ("customer.approval.event", "comment", "forged"),
            ("customer.approval.event", "date", "2001-01-01 00:00:00"),
            ("test.approval.document", "state", "approved"),
        ):
            defaults.set(model, name, value, user_id=True)
        document = self.submit()
        approval = document.approval_id
        self.assertEqual((document.state, approval.state), ("submitted", "running"))
        self.assertFalse(approval.superseded_on)
        self.assertEqual(approval.step_ids.mapped("state"), ["pending", "waiting"])
        self.assertFalse(approval.step_ids.escalated_user_ids)
        self.assertFalse(approval.event_ids.comment)
        self.assertGreater(approval.event_ids.date.year, 2001)

    # ---------------------------------------------------------------- archived records

    def test_archived_rule_is_not_revived(self):
        """REQ D-05: an archived rule is not used, whatever the context asks for."""
        self.make_rule(
            "Lenient", [self.stage("Friend", users=self.colleague)], sequence=1, active=False
        )
        document = self.make_document()
        self.sent(self.sales, document, active_test=False).action_submit()
        self.assertEqual(document.sudo().approval_id.rule_id, self.rule)

    def test_archived_delegation_is_not_revived(self):
        """REQ D-05: a delegation that was ended gives no vote by a context key."""
        self.deputy(self.manager, self.colleague, active=False)
        document = self.submit()
        own = self.sent(self.colleague, document, active_test=False)
        self.assertFalse(own.can_decide)
        with self.assertRaisesRegex(UserError, "not your turn"):
            own.action_approve("mine")
        inbox = self.sent(self.colleague, self.env["customer.approval"], active_test=False)
        self.assertFalse(inbox.search([("waits_for_me", "=", True)]))

    def test_deputy_of_another_time_zone(self):
        """REQ D-05: a delegation ends by the approver's day, not by a company the client picks."""
        west = self.env["res.company"].create({"name": "West"})
        west.resource_calendar_id.tz = "America/Los_Angeles"
        self.colleague.company_ids += west
        self.deputy(self.manager, self.colleague, date_to="2026-03-10")
        document = self.submit()
        # 11 March in Shanghai, still 10 March in Los Angeles
        with freeze_time("2026-03-10 20:00:00"):
            own = self.as_user(self.colleague, document).with_context(
                allowed_company_ids=[west.id, self.company.id]
            )
            self.assertFalse(own.can_decide)
            with self.assertRaisesRegex(UserError, "not your turn"):
                own.action_approve("late")

    # ---------------------------------------------------------------- who decides

    def test_applicant_of_an_earlier_round(self):
        """REQ D-05: who requested an earlier round does not decide when the name was changed."""
        document = self.make_document(applicant_id=self.manager.id)
        self.as_user(self.manager, document).action_submit()
        self.decide(self.director, document, "reject")
        self.as_user(self.sales, document).applicant_id = self.sales
        self.as_user(self.sales, document).action_submit()
        self.assertNotIn(self.manager, self.pending(document.sudo()).approver_ids)
        with self.assertRaisesRegex(UserError, "you made this request"):
            self.decide(self.manager, document)

    def test_applicant_who_cannot_apply(self):
        """REQ D-05: an applicant without superior or company is no way around the manager."""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.user("ap_stranger", company=other)
        left = self.user("ap_left")
        left.active = False
        for applicant in (self.portal, self.env.ref("base.user_root"), stranger, left):
            document = self.make_document(applicant_id=applicant.id)
            with self.assertRaisesRegex(UserError, "cannot be the applicant"):
                self.as_user(self.sales, document).action_submit()

    def test_administrator_reassigns_the_own_request(self):
        """REQ D-05: an administrator names no friend for what he asked for himself."""
        self.sales.group_ids += self.env.ref("customer_approval.group_approval_admin")
        document = self.submit()
        with self.assertRaisesRegex(UserError, "you made this request"):
            self.reassign(self.sales, document, self.colleague)
        self.assertEqual(self.pending(document).approver_ids, self.manager)

    def test_administrator_reassigns_to_himself(self):
        """REQ D-05: an administrator does not make himself the approver."""
        document = self.submit()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.reassign(self.admin, document, self.admin)
        self.assertEqual(self.pending(document).approver_ids, self.manager)

    def test_administrator_as_everybodys_deputy(self):
        """REQ D-05: an administrator does not make himself somebody's deputy."""
        values = {"date_from": "2000-01-01", "date_to": "2100-01-01"}
        delegations = self.as_user(self.admin, self.env["customer.approval.delegation"])
        with self.assertRaisesRegex(UserError, "own deputy rights"), self.env.cr.savepoint():
            delegations.create({"user_id": self.boss.id, "delegate_id": self.admin.id, **values})
        given = delegations.create(
            {"user_id": self.boss.id, "delegate_id": self.director.id, **values}
        )
        with self.assertRaisesRegex(UserError, "own deputy rights"), self.env.cr.savepoint():
            given.delegate_id = self.admin

    def test_administrator_of_another_company(self):
        """REQ D-05: an administrator names approvers in the own companies only."""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.user("ap_stranger", "customer_approval.group_approval_admin", other)
        document = self.submit()
        with self.assertRaisesRegex(AccessError, "not open to you: Approval"):
            self.reassign(stranger, document, self.colleague)
        self.assertEqual(self.pending(document).approver_ids, self.manager)

    def test_reassigned_to_who_has_agreed(self):
        """REQ D-05: a step does not get stuck with somebody who has agreed already."""
        self.rule.unlink()
        self.make_rule("All", [self.stage("Both", users=self.manager | self.director, mode="all")])
        document = self.submit()
        self.decide(self.manager, document)
        with self.assertRaisesRegex(UserError, "has agreed already"):
            self.reassign(self.admin, document, self.manager)

    def reassign(self, user, document, approver):
        self.as_user(user, self.env["customer.approval.reassign"]).create(
            {
                "approval_id": document.sudo().approval_id.id,
                "user_id": approver.id,
                "reason": "away",
            }
        ).action_confirm()

    # ---------------------------------------------------------------- never stuck

    def test_one_stuck_step_does_not_stop_the_others(self):
        """REQ D-05: a step that nobody can decide leaves reminders of the others running."""
        lonely = self.env["res.company"].create({"name": "Lonely"})
        single = self.user("ap_single", company=lonely)
        writer = self.user("ap_writer", company=lonely)
        self.make_rule(
            "Lonely", [self.stage("Single", users=single)], sequence=1, company_id=lonely.id
        )
        stuck = self.submit(writer, company_id=lonely.id)
        document = self.submit()
        # taken out of the company by the company's own form: no write on the user
        lonely.write({"user_ids": [Command.unlink(single.id)]})
        due = self.pending(document).due_date
        with (
            freeze_time(f"{due} 04:00:00"),
            self.assertLogs("odoo.addons.customer_approval", "WARNING"),
        ):
            self.follow_up()
        self.env.invalidate_all()
        self.assertEqual(document.approval_step_ids[0].reminded_on, due)
        self.assertEqual(stuck.approval_step_ids.state, "pending")

    def test_limit_beyond_all_calendars(self):
        """A limit of a million days is refused when the rule is saved, not at submission."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "limit_positive"),
            self.env.cr.savepoint(),
        ):
            self.rule.stage_ids[0].limit_days = 1_000_000
            self.env.flush_all()

    # ---------------------------------------------------------------- history

    def test_asked_user_is_not_deleted(self):
        """REQ D-05: who was asked stays on record: the user is archived, not deleted."""
        document = self.submit()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "customer_approval"),
            self.env.cr.savepoint(),
        ):
            asked = self.env["res.users"].browse(self.manager.id)
            asked.approval_employee_ids.user_id = False
            asked.unlink()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(document.approval_step_ids[0].approver_ids, self.manager)

    def test_chatter_of_the_approval_is_kept(self):
        """REQ D-05: nobody rewrites or deletes what the approval wrote into the chatter."""
        document = self.submit()
        self.decide(self.manager, document, "reject", "bad credit")
        message = document.message_ids.filtered(lambda m: "bad credit" in (m.body or ""))
        self.assertTrue(message)
        for user in (self.sales, self.manager, self.admin):
            own = self.as_user(user, message)
            with (
                self.assertRaisesRegex(UserError, "due to security restrictions"),
                self.env.cr.savepoint(),
            ):
                own.write({"body": "approved"})
            with (
                self.assertRaisesRegex(UserError, "due to security restrictions"),
                self.env.cr.savepoint(),
            ):
                own.unlink()
        self.env.invalidate_all()
        self.assertIn("bad credit", message.body)

    def test_decision_limits_pass_after_the_end(self):
        """REQ D-05: a withdrawn round is decided by nobody, and escalates to nobody."""
        document = self.submit()
        self.as_user(self.sales, document).action_withdraw()
        late = self.env.company._workday_today() + timedelta(days=60)
        with freeze_time(f"{late} 04:00:00"):
            self.follow_up()
        self.env.invalidate_all()
        self.assertFalse(document.approval_step_ids.escalated_user_ids)

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAttacksMore(ApprovalCase):
    """What a login can send beside values: contexts, odd arguments, other screens (REQ D-05)."""

    def sent(self, user, records, **context):
        """Return records as this user calls them with a context of his own."""
        return self.as_user(user, records).with_context(**context)

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

    def approved(self, **values):
        document = self.submit(**values)
        self.decide(self.manager, document)
        self.decide(self.director, document)
        self.assertEqual(document.state, "approved")
        return document

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
        with self.assertRaises(AccessError):
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
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.write({"body": "approved"})
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.unlink()
        self.env.invalidate_all()
        self.assertIn("bad credit", message.body)

    # ---------------------------------------------------------------- odd arguments

    def test_odd_comments(self):
        """A comment that is no text is refused or kept as text: no crash."""
        for comment in (5, ["x"], {"a": 1}, True):
            document = self.submit()
            self.decide(self.manager, document, "reject", comment)
            self.assertEqual(document.state, "rejected")
            self.assertIn(str(comment), document.approval_step_ids[0].comment)

    def test_reason_of_invisible_characters(self):
        """REQ D-05: a reason is something that can be read."""
        document = self.submit()
        action = self.as_user(self.manager, document).action_reject("\u200b \u3000")
        self.assertIsInstance(action, dict)
        self.assertEqual(document.state, "submitted")

    def test_search_on_computed_fields(self):
        """Filters on whose turn it is answer both ways, and never crash."""
        document = self.submit()
        approvals = self.as_user(self.manager, self.env["customer.approval"])
        mine = document.approval_id
        self.assertIn(mine, approvals.search([("waits_for_me", "=", True)]))
        self.assertNotIn(mine, approvals.search([("waits_for_me", "=", False)]))
        self.assertNotIn(mine, approvals.search([("waits_for_me", "!=", True)]))
        self.assertIn(mine, approvals.search([("waits_for_me", "in", [True, False])]))
        self.assertIn(mine, approvals.search([("decided_by_me", "=", False)]))
        self.assertNotIn(mine, approvals.search([("is_readable", "=", False)]))
        self.assertIn(mine, approvals.search([("participant_ids", "in", self.manager.ids)]))
        self.assertNotIn(mine, approvals.search([("participant_ids", "not in", self.sales.ids)]))
        documents = self.as_user(self.manager, self.env["test.approval.document"])
        self.assertFalse(
            documents.fields_get(["approval_due_date"])["approval_due_date"]["searchable"]
        )
        for name in ("can_decide", "approval_hint", "approval_ids"):
            self.assertFalse(documents.fields_get([name])[name]["searchable"], name)

    def test_amount_that_no_rule_covers(self):
        """A negative amount fits no rule and is told."""
        with self.assertRaisesRegex(UserError, "No approval rule fits"):
            self.make_document(amount=-1).action_submit()

    def test_content_seen_in_another_language_or_context(self):
        """REQ D-05: the comparison of contents does not depend on who looks, or how."""
        self.env["res.lang"]._activate_lang("zh_CN")
        document = self.make_document(line_ids=[Command.create({"name": "a", "quantity": 1})])
        self.sent(self.sales, document, lang="zh_CN", tz="Asia/Shanghai").action_submit()
        self.sent(
            self.manager, document, lang="en_US", tz="UTC", bin_size=True, active_test=False
        ).action_approve("ok")
        self.assertEqual(document.sudo().approval_step_ids[0].state, "approved")

    # ---------------------------------------------------------------- reading

    def test_wizard_shows_no_unreadable_round(self):
        """REQ D-05: a dialog filled with somebody's rounds shows nothing of them."""
        document = self.submit(name="Confidential", note="secret")
        dialogs = self.as_user(self.colleague, self.env["customer.approval.decide"])
        with self.assertRaises(AccessError):
            dialogs.create(
                {"approval_ids": [Command.set(document.approval_id.ids)], "decision": "approved"}
            ).web_read({"approval_ids": {"fields": {"display_name": {}, "snapshot": {}}}})

    def test_grouping_shows_no_unreadable_round(self):
        """REQ D-05: groups, name search, export and read show nothing of a hidden round."""
        document = self.submit(name="Confidential", note="secret")
        approvals = self.as_user(self.colleague, self.env["customer.approval"])
        groups = approvals.formatted_read_group(
            [("name", "=", "Confidential")], ["name"], ["__count", "amount:sum"]
        )
        self.assertFalse(groups)
        self.assertFalse(approvals.name_search("Confidential"))
        steps = self.as_user(self.colleague, self.env["customer.approval.step"])
        self.assertFalse(steps.search([("approval_id.name", "=", "Confidential")]))
        events = self.as_user(self.colleague, self.env["customer.approval.event"])
        self.assertFalse(events.search([("approval_id.name", "=", "Confidential")]))
        for records in (
            document.approval_id,
            document.approval_id.step_ids,
            document.approval_id.event_ids,
            document,
        ):
            own = self.as_user(self.colleague, records)
            with self.assertRaises(UserError):
                own.export_data(["id", "display_name"])
            with self.assertRaises(AccessError):
                own.web_read({"display_name": {}})
        activities = self.as_user(self.colleague, self.env["mail.activity"])
        self.assertFalse(
            activities.search([("res_id", "=", document.id), ("res_model", "=", document._name)])
        )
        messages = self.as_user(self.colleague, self.env["mail.message"])
        self.assertFalse(
            messages.search([("res_id", "=", document.id), ("model", "=", document._name)])
        )

    # ---------------------------------------------------------------- other ways in

    def test_created_with_rounds_or_author(self):
        """REQ D-05: neither rounds nor the author come with the values of a new document."""
        approved = self.approved()
        document = self.make_document(
            create_uid=self.boss.id,
            approval_ids=[Command.set(approved.approval_ids.ids)],
        )
        self.assertEqual(document.sudo().create_uid, self.sales)
        self.env.invalidate_all()
        self.assertFalse(document.sudo().approval_ids)
        document.write({"create_uid": self.boss.id})
        self.assertEqual(document.sudo().create_uid, self.sales)
        forged = self.make_document(approval_step_ids=[Command.create({"name": "x"})])
        self.env.invalidate_all()
        self.assertFalse(forged.sudo().approval_step_ids)

    def test_imported_author_and_update(self):
        """REQ D-05: an import changes neither the author nor a running document."""
        document = self.submit()
        self.env["ir.model.data"].create(
            {
                "name": "attack_document",
                "module": "__import__",
                "model": document._name,
                "res_id": document.id,
            }
        )
        documents = self.as_user(self.sales, self.env["test.approval.document"])
        result = documents.load(
            ["id", "name", "amount"], [["__import__.attack_document", "x", "2"]]
        )
        self.assertFalse(result["ids"])
        self.env.invalidate_all()
        self.assertEqual(document.amount, 1000)
        result = documents.load(["name", "create_uid/.id"], [["y", str(self.boss.id)]])
        if result["ids"]:
            self.assertEqual(documents.sudo().browse(result["ids"]).create_uid, self.sales)

    def test_translations_are_no_back_door(self):
        """REQ D-05: the public method for translations writes nothing that is locked."""
        self.env["res.lang"]._activate_lang("zh_CN")
        document = self.submit()
        own = self.as_user(self.sales, document)
        for records, name in ((own, "name"), (own, "state"), (own, "note")):
            try:
                with self.env.cr.savepoint():
                    records.update_field_translations(name, {"en_US": "x", "zh_CN": "x"})
            except (UserError, KeyError, ValueError):
                pass
        self.env.invalidate_all()
        self.assertEqual(document.name, "Document")
        self.assertEqual(document.state, "submitted")
        for records, name in (
            (document.approval_id, "name"),
            (document.approval_step_ids, "comment"),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.as_user(self.admin, records[:1]).update_field_translations(
                    name, {"en_US": "x"}
                )
        self.env.invalidate_all()
        self.assertEqual(document.approval_id.name, "Document")

    def test_own_profile_moves_no_route(self):
        """REQ D-05: nobody changes the own superior, department or employee by the profile."""
        own = self.as_user(self.sales, self.sales)
        employee = self.sales.sudo().approval_employee_ids
        friend = self.colleague.sudo().approval_employee_ids
        for values in (
            {"approval_employee_ids": [Command.set(friend.ids)]},
            {"employee_ids": [Command.update(employee.id, {"parent_id": friend.id})]},
            {"employee_id": friend.id},
            {"employee_parent_id": friend.id},
            {"department_id": False},
            {"company_ids": [Command.clear()]},
            {"group_ids": [Command.link(self.role.id)]},
            {"active": False},
        ):
            try:
                with self.env.cr.savepoint():
                    own.write(values)
                    self.env.flush_all()
            except UserError:
                pass
            self.env.invalidate_all()
            self.assertEqual(employee.parent_id.user_id, self.manager, values)
            self.assertEqual(employee.user_id, self.sales, values)
            self.assertEqual(employee.department_id, self.department, values)
            self.assertNotIn(self.role, self.sales.group_ids)
        with self.assertRaises(AccessError):
            self.as_user(self.sales, employee).write({"parent_id": friend.id})
        with self.assertRaises(AccessError):
            self.as_user(self.sales, self.department).write({"manager_id": friend.id})

    def test_server_action_of_an_administrator(self):
        """REQ D-05: an automated write by a system administrator meets the same guard."""
        document = self.submit()
        system = self.user("ap_system", "base.group_system")
        field = self.env["ir.model.fields"]._get("test.approval.document", "state")
        action = self.env["ir.actions.server"].create(
            {
                "name": "x",
                "model_id": self.env["ir.model"]._get_id("test.approval.document"),
                "state": "object_write",
                "update_path": "state",
                "value": "approved",
                "update_field_id": field.id,
            }
        )
        action.selection_value = self.env["ir.model.fields.selection"].search(
            [("field_id", "=", field.id), ("value", "=", "approved")]
        )
        with self.assertRaisesRegex(UserError, "by its buttons only"):
            action.with_user(system).with_context(
                active_model=document._name, active_ids=document.ids, active_id=document.id
            ).run()
        self.assertEqual(document.state, "submitted")

    def test_activity_done_decides_nothing(self):
        """REQ D-05: an activity marked done, or taken over, is no decision."""
        document = self.submit()
        activity = document.activity_ids
        self.as_user(self.manager, activity).action_feedback("done")
        self.assertEqual(document.state, "submitted")
        other = self.submit()
        self.as_user(self.sales, other.activity_ids).write({"user_id": self.colleague.id})
        with self.assertRaisesRegex(UserError, "not your turn"):
            self.decide(self.colleague, other)

    def test_decision_limits_pass_after_the_end(self):
        """REQ D-05: a withdrawn round is decided by nobody, and escalates to nobody."""
        document = self.submit()
        self.as_user(self.sales, document).action_withdraw()
        late = fields.Date.today() + timedelta(days=60)
        with freeze_time(f"{late} 04:00:00"):
            self.follow_up()
        self.env.invalidate_all()
        self.assertFalse(document.approval_step_ids.escalated_user_ids)

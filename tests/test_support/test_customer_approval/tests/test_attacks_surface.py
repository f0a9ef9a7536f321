from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAttacksSurface(ApprovalCase):
    """Odd arguments, what can be read, and the ways in beside the buttons (REQ A-01)."""

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
        # the day to decide until is kept, so that lists begin with what is due (U-02)
        due = [("approval_due_date", "=", mine.sudo().due_date)]
        self.assertIn(document, documents.search(due))
        self.assertNotIn(document, documents.search([("approval_due_date", "=", False)]))
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
        with self.assertRaisesRegex(AccessError, "not open to you: Approval"):
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
        self.colleague.group_ids += self.env.ref("base.group_allow_export")
        hidden = "not open to you|have 'read' access"
        for records in (
            document.approval_id,
            document.approval_id.step_ids,
            document.approval_id.event_ids,
            document,
        ):
            own = self.as_user(self.colleague, records)
            with self.assertRaisesRegex(AccessError, hidden):
                own.export_data(["id", "display_name"])
            with self.assertRaisesRegex(AccessError, hidden):
                own.web_read({"display_name": {}})
        activities = self.as_user(self.colleague, self.env["mail.activity"])
        self.assertFalse(
            activities.search([("res_id", "=", document.id), ("res_model", "=", document._name)])
        )
        messages = self.as_user(self.colleague, self.env["mail.message"])
        self.assertFalse(
            messages.search([("res_id", "=", document.id), ("model", "=", document._name)])
        )

    def test_form_being_filled_in_shows_no_unreadable_round(self):
        """REQ D-05: an unsaved form in which somebody's round is entered shows nothing of it."""
        document = self.submit(name="Confidential", note="secret")
        self.decide(self.manager, document, "reject", "insolvent")
        approval = document.approval_id
        documents = self.as_user(self.colleague, self.env["test.approval.document"])
        spec = {
            "approval_hint": {},
            "approval_due_date": {},
            "approval_ids": {"fields": {"name": {}}},
            "approval_step_ids": {"fields": {"comment": {}}},
        }
        values = {"name": "x", "state": "rejected", "approval_id": approval.id}
        shown = documents.onchange(values, [], spec)
        self.assertNotIn("insolvent", str(shown))
        self.assertNotIn("Manager", str(shown))
        with self.assertRaisesRegex(AccessError, "doesn't have 'write' access"):
            own = self.as_user(self.colleague, document)
            self.assertNotIn("insolvent", str(own.onchange({"name": "y"}, ["name"], spec)))
        dialogs = self.as_user(self.colleague, self.env["customer.approval.decide"])
        with self.assertRaisesRegex(AccessError, "not open to you: Approval"):
            dialogs.onchange(
                {"approval_ids": [Command.set(approval.ids)]},
                ["approval_ids"],
                {"approval_ids": {"fields": {"name": {}, "snapshot": {}}}},
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
            with (
                self.assertRaisesRegex(UserError, "not allowed to modify 'Approval"),
                self.env.cr.savepoint(),
            ):
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
        with self.assertRaisesRegex(AccessError, "access the field .* on Employee"):
            self.as_user(self.sales, employee).write({"parent_id": friend.id})
        with self.assertRaisesRegex(AccessError, "access the field .* on Employee"):
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

    def test_lock_names_no_hidden_document(self):
        """REQ B-09 (S-04): who may not see a document is not told what is locked about it."""
        document = self.submit(note="secret", name="Hidden")
        with self.assertRaises(AccessError) as refused:
            self.as_user(self.colleague, document).write({"amount": 1})
        self.assertNotIn("Hidden", str(refused.exception))
        self.assertNotIn("in approval", str(refused.exception))
        self.assertEqual(document.amount, 1000)

from odoo import SUPERUSER_ID, api
from odoo.addons.customer_approval.tests.two_windows import after_the_first
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Two people decide at the same moment: one wins, the other is told (REQ A-01)."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.user_ids = [new_test_user(env, f"two_cursors_{number}").id for number in range(3)]
            rule = self.make_rule(env)
            self.rule_id = rule.id
            document = (
                env["test.approval.document"]
                .with_user(self.user_ids[0])
                .create({"name": "Two cursors", "note": "two cursors"})
            )
            document.action_submit()
            self.document_id = document.id
            self.approval_id = document.sudo().approval_id.id
        self.addCleanup(self.clean)

    def make_rule(self, env):
        return env["customer.approval.rule"].create(
            {
                "name": "Two cursors",
                "sequence": -1,
                "domain": "[('note', '=', 'two cursors')]",
                "model_id": env["ir.model"]._get_id("test.approval.document"),
                "stage_ids": [
                    Command.create(
                        {
                            "name": "Either",
                            "approver_type": "users",
                            "user_ids": [Command.set(self.user_ids[1:])],
                            "may_hand_over": True,
                            "may_field_ids": [
                                Command.link(
                                    env["ir.model.fields"]
                                    ._get("test.approval.document", "amount")
                                    .id
                                )
                            ],
                        }
                    )
                ],
            }
        )

    def clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE test_approval_document SET approval_id = NULL WHERE id = %s",
                [self.document_id],
            )
            cr.execute("DELETE FROM customer_approval WHERE id = %s", [self.approval_id])
            cr.execute("DELETE FROM test_approval_document WHERE id = %s", [self.document_id])
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["customer.approval.rule"].browse(self.rule_id).unlink()
            env["res.users"].browse(self.user_ids).write({"active": False})
            for user in env["res.users"].browse(self.user_ids):
                user.login = f"{user.login}_{self.document_id}"

    def decide(self, cr, user_id, decision):
        env = api.Environment(cr, user_id, {})
        document = env["test.approval.document"].browse(self.document_id)
        if decision == "approve":
            document.action_approve("from one window")
        elif decision == "reject":
            document.action_reject("from the other window")
        elif decision == "fill":
            document.write({"amount": 7})
        else:
            # past the dialog: its row would wait for the lock of the first window
            approval = env["customer.approval"].browse(self.approval_id).sudo()
            colleague, reason = env.ref("base.user_admin"), "from the other window"
            if decision == "returned":
                approval._send_back(approval.step_ids.browse(), reason)
            elif decision == "added":
                approval._add_signer(colleague, "before", reason)
            else:
                approval._hand_over(colleague, reason)

    def test_while_the_first_is_not_finished(self):
        """REQ D-05: the second is refused at once instead of deciding twice."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.decide(first, self.user_ids[1], "approve")
            first.flush()
            for decision in ("reject", "returned", "added", "handed", "fill"):
                with (
                    self.subTest(decision=decision),
                    self.assertRaisesRegex(UserError, "Somebody else is deciding"),
                ):
                    self.decide(second, self.user_ids[2], decision)
                second.rollback()
            first.commit()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            approval = env["customer.approval"].browse(self.approval_id)
            self.assertEqual(approval.state, "approved")
            kinds = approval.event_ids.mapped("kind")
            self.assertEqual(sorted(kinds), ["approved", "submitted"])
            document = env["test.approval.document"].browse(self.document_id)
            self.assertEqual(document.amount, 0)

    def test_after_the_first_has_finished(self):
        """REQ D-05: the second had read the old state; retried, it gets a clear message."""
        message = after_the_first(
            self.registry,
            self.user_ids[2],
            lambda env: env["test.approval.document"].browse(self.document_id).read(["state"]),
            lambda env: self.decide(env.cr, self.user_ids[2], "reject"),
            lambda cr: self.decide(cr, self.user_ids[1], "approve"),
        )
        self.assertIn("already decided", message)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(
                env["test.approval.document"].browse(self.document_id).state, "approved"
            )

import threading

from odoo import SUPERUSER_ID, api
from odoo.addons.customer_approval.tests.two_windows import after_the_first
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLineLock(BaseCase):
    """A line is written, and its document submitted, at the same moment (S-15, REQ A-01)."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.user_ids = [new_test_user(env, f"line_lock_{number}").id for number in range(2)]
            stage = {
                "name": "Decides",
                "approver_type": "users",
                "user_ids": [Command.set(self.user_ids[1:])],
            }
            self.rule_id = (
                env["customer.approval.rule"]
                .create(
                    {
                        "name": "Line lock",
                        "sequence": -1,
                        "domain": "[('note', '=', 'line lock')]",
                        "model_id": env["ir.model"]._get_id("test.approval.document"),
                        "stage_ids": [Command.create(stage)],
                    }
                )
                .id
            )
            document = (
                env["test.approval.document"]
                .with_user(self.user_ids[0])
                .create(
                    {
                        "name": "Line lock",
                        "note": "line lock",
                        "line_ids": [Command.create({"name": "Before", "quantity": 1})],
                    }
                )
            )
            self.document_id = document.id
            self.line_id = document.line_ids.id
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            document = [self.document_id]
            cr.execute(
                "UPDATE test_approval_document SET approval_id = NULL WHERE id = %s", document
            )
            cr.execute(
                "DELETE FROM customer_approval"
                " WHERE res_model = 'test.approval.document' AND res_id = %s",
                document,
            )
            cr.execute("DELETE FROM test_approval_document WHERE id = %s", document)
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["customer.approval.rule"].browse(self.rule_id).unlink()
            users = env["res.users"].browse(self.user_ids)
            users.write({"active": False})
            for user in users:
                user.login = f"{user.login}_{self.document_id}"

    def env_of(self, cr):
        return api.Environment(cr, self.user_ids[0], {})

    def submit(self, cr):
        self.env_of(cr)["test.approval.document"].browse(self.document_id).action_submit()

    def lines(self):
        with self.registry.cursor() as cr:
            document = api.Environment(cr, SUPERUSER_ID, {})["test.approval.document"].browse(
                self.document_id
            )
            return document.state, document.line_ids.mapped(lambda line: (line.name, line.quantity))

    def write(self, env):
        env["test.approval.line"].browse(self.line_id).quantity = 99
        env.flush_all()

    def add(self, env):
        env["test.approval.line"].create({"document_id": self.document_id, "name": "Late"})

    def delete(self, env):
        env["test.approval.line"].browse(self.line_id).unlink()

    def test_after_the_round_began(self):
        """S-15: whoever had opened the document before is refused: write, create and delete."""
        for number, act in enumerate((self.write, self.add, self.delete)):
            with self.subTest(act=act.__name__):
                if number:
                    self.clean_round()
                message = after_the_first(
                    self.registry,
                    self.user_ids[0],
                    lambda env: env["test.approval.line"].browse(self.line_id).read(["quantity"]),
                    act,
                    self.submit,
                )
                self.assertIn("is in approval", message or "it went through")
                self.assertEqual(self.lines(), ("submitted", [("Before", 1.0)]))

    def clean_round(self):
        with self.registry.cursor() as cr:
            self.env_of(cr)["test.approval.document"].browse(self.document_id).action_withdraw()

    def test_while_the_round_begins(self):
        """S-15: the line waits for the submission that is not finished, and is then refused."""
        outcome = []

        def second():
            with self.registry.cursor() as cr:
                try:
                    # a transaction begins with its first statement
                    cr.execute("SELECT 1")
                    ready.set()
                    self.write(self.env_of(cr))
                    outcome.append("it went through")
                except Exception as error:  # noqa: BLE001 - a conflict, or told at once
                    outcome.append(getattr(error, "pgcode", None) or str(error))
                cr.rollback()

        ready = threading.Event()
        with self.registry.cursor() as first:
            self.submit(first)
            first.flush()
            thread = threading.Thread(target=second)
            thread.start()
            ready.wait(30)
            thread.join(1)
            self.assertFalse(outcome, "the line did not wait for the submission")
            first.commit()
        thread.join(30)
        # 40001: the server tries again, and meets the running round
        self.assertEqual(outcome, ["40001"])
        self.assertEqual(self.lines(), ("submitted", [("Before", 1.0)]))

    def test_submitted_while_a_line_is_being_written(self):
        """S-15: the submission is told that somebody is saving, and nothing is asked yet."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.write(self.env_of(first))
            with self.assertRaisesRegex(UserError, "is being saved by somebody else"):
                self.submit(second)
            second.rollback()
            first.commit()
        self.assertEqual(self.lines(), ("draft", [("Before", 99.0)]))

    def test_submitted_after_a_line_was_written(self):
        """S-15: a round asks about the lines as they are, also in a window opened before."""
        message = after_the_first(
            self.registry,
            self.user_ids[0],
            lambda env: env["test.approval.document"].browse(self.document_id).read(["state"]),
            lambda env: (self.submit(env.cr), env.cr.commit()),
            lambda cr: self.add(self.env_of(cr)),
        )
        self.assertIsNone(message)
        with self.registry.cursor() as cr:
            approval = api.Environment(cr, SUPERUSER_ID, {})["customer.approval"].search(
                [("res_model", "=", "test.approval.document"), ("res_id", "=", self.document_id)]
            )
            names = [values["name"] for _id, values in approval.snapshot["line_ids"]]
        self.assertEqual(names, ["Before", "Late"])

import time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestBatch(ApprovalCase):
    """Many at once by rule and amount; above an amount the password is asked again."""

    def test_one_by_one_by_rule(self):
        """REQ A-07: a rule may want each request to be opened."""
        self.rule.batch_allowed = False
        documents = self.submit() | self.submit(name="Second")
        with self.assertRaisesRegex(UserError, "one by one.*Document"), self.cr.savepoint():
            self.as_user(self.manager, documents).action_approve()
        self.assertEqual(set(documents.mapped("state")), {"submitted"})
        self.as_user(self.manager, documents[0]).action_approve()
        self.assertEqual(self.pending(documents[0]).name, "Director")

    def test_up_to_an_amount(self):
        """REQ A-07: small ones together, large ones by themselves."""
        self.rule.batch_amount = 5000
        small = self.submit(amount=5000) | self.submit(amount=10)
        large = self.submit(amount=5001, name="Large")
        self.as_user(self.manager, small).action_approve()
        with self.assertRaisesRegex(UserError, "one by one.*Large"):
            self.as_user(self.manager, large | self.submit()).action_approve()

    def test_rejected_together(self):
        """REQ A-07: the rule is about approving; sending away is always possible."""
        self.rule.batch_allowed = False
        documents = self.submit() | self.submit()
        self.as_user(self.manager, documents).action_reject("no")
        self.assertEqual(set(documents.mapped("state")), {"rejected"})

    def test_setting_when_submitted_counts(self):
        """REQ A-01: a changed rule does not change requests that run."""
        self.rule.batch_allowed = False
        documents = self.submit() | self.submit()
        self.rule.batch_allowed = True
        with self.assertRaisesRegex(UserError, "one by one"):
            self.as_user(self.manager, documents).action_approve()

    def test_password_outside_the_browser(self):
        """REQ A-07: without a password given lately nothing above the amount is approved."""
        self.rule.password_amount = 500
        document = self.submit(amount=501)
        with self.assertRaisesRegex(UserError, "password is asked again"), self.cr.savepoint():
            self.decide(self.manager, document)
        with self.assertRaisesRegex(UserError, "over HTTP"), self.cr.savepoint():
            self.as_user(self.manager, document.approval_id).action_approve_proved()
        self.assertEqual(document.state, "submitted")
        self.assertEqual(self.pending(document).name, "Manager")
        self.decide(self.manager, self.submit(amount=500))


@tagged("post_install", "-at_install")
class TestPassword(HttpCase, ApprovalCase):
    """The password dialog over real HTTP."""

    def call(self, model, method, ids, **kwargs):
        context = kwargs.pop("context", {})
        response = self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": [ids],
                    "kwargs": {**kwargs, "context": context},
                }
            },
        )
        return response.json()

    def test_asked_then_approved(self):
        """REQ A-07: the dialog comes first; a wrong password decides nothing."""
        self.rule.password_amount = 500
        self.manager.password = "right-Password-1"
        document = self.submit(amount=501)
        self.authenticate("ap_manager", "right-Password-1")
        result = self.call("test.approval.document", "action_approve", document.ids)["result"]
        self.assertEqual(result["res_model"], "res.users.identitycheck")
        check = self.call(
            "res.users.identitycheck", "run_check", [result["res_id"]], context={"password": "no"}
        )
        self.assertIn("error", check)
        self.assertEqual(self.pending(document).name, "Manager")
        self.call(
            "res.users.identitycheck",
            "run_check",
            [result["res_id"]],
            context={"password": "right-Password-1"},
        )
        self.assertEqual(self.pending(document).name, "Director")

    def test_forged_dialog(self):
        """REQ A-07: neither the second method nor the dialog's own helps without the password."""
        self.rule.password_amount = 500
        self.manager.password = "right-Password-1"
        document = self.submit(amount=501)
        self.authenticate("ap_manager", "right-Password-1")
        for model, method, ids in (
            ("customer.approval", "action_approve", document.approval_id.ids),
            ("customer.approval", "action_approve_proved", document.approval_id.ids),
        ):
            result = self.call(
                model, method, ids, context={"identity-check-last": time.time() + 1000}
            )["result"]
            self.assertEqual(result["res_model"], "res.users.identitycheck")
        self.assertEqual(self.pending(document).name, "Manager")

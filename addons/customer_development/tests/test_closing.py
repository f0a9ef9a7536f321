from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestClosing(DevelopmentCase):
    def _request_stop(self, development, **values):
        return (
            self.env["customer.development.stop"]
            .with_user(development.env.user)
            .create(
                {
                    "development_id": development.id,
                    "kind": "credit",
                    "facts": "Two bills not honoured",
                    **values,
                }
            )
        )

    def _close(self, developments, kind, **values):
        return (
            self.env["customer.development.close"]
            .with_user(developments.env.user)
            .create({"development_ids": developments.ids, "kind": kind, **values})
            .action_confirm()
        )

    def test_stop_is_decided_by_the_superior(self):
        """REQ D-10: approved by the department manager, the stop ends the development."""
        development = self._working()
        development.activity_schedule("mail.mail_activity_data_todo", user_id=self.li.id)
        order = self._quotation(development)
        stop = self._request_stop(development)
        self.assertEqual(stop.partner_id, self.partner)
        stop.action_submit()
        self.assertEqual(development.state, "in_progress")
        stop.with_user(self.ma).action_approve()
        self.assertEqual(development.state, "stopped")
        self.assertIn("Two bills not honoured", development.closing_reason)
        self.assertFalse(development.activity_ids)
        with self.assertRaisesRegex(UserError, "Two bills not honoured"):
            order.action_confirm()
        self.assertNotEqual(order.state, "sale")
        with self.assertRaisesRegex(UserError, "closed"):
            order.development_id = False
        with self.assertRaisesRegex(UserError, "Two bills"):
            order.copy().action_confirm()

    def test_rejected_stop_changes_nothing(self):
        """REQ D-10: a refused stop lets the work go on."""
        development = self._working()
        stop = self._request_stop(development)
        stop.action_submit()
        stop.with_user(self.ma).action_reject("They have paid meanwhile")
        self.assertEqual(development.state, "in_progress")

    def test_one_stop_request_at_a_time(self):
        """REQ D-10: a second request waits for the first."""
        development = self._working()
        self._request_stop(development).action_submit()
        with self.assertRaisesRegex(UserError, "already under approval"):
            self._request_stop(development).action_submit()

    def test_stop_only_of_own_development(self):
        """REQ D-10: strangers do not stop others' work, nor name another customer."""
        development = self._working()
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._request_stop(development.with_user(self.zhao))
        stop = self._request_stop(development, partner_id=self._make_customer("Another").id)
        self.assertEqual(stop.partner_id, self.partner)

    def test_submitted_application_is_withdrawn_before_stopping(self):
        """REQ D-10: what waits for approval is withdrawn first."""
        development = self._apply(self._register())
        development.action_submit()
        with self.assertRaisesRegex(UserError, "In Approval"):
            self._request_stop(development)

    def test_lost_needs_causes(self):
        """REQ D-16: a loss is kept with its causes and a text."""
        development = self._working()
        cause = self.env.ref("customer_development.customer_development_cause_price")
        with self.assertRaisesRegex(UserError, "cause"):
            self._close(development, "lose", reason="Too dear")
        with self.assertRaisesRegex(UserError, "reason"):
            self._close(development, "lose", reason="  ", cause_ids=cause.ids)
        self._close(development, "lose", reason="Too dear", cause_ids=cause.ids)
        self.assertEqual(development.state, "lost")
        self.assertEqual(development.cause_ids, cause)
        self.assertEqual(development.closing_reason, "Too dear")

    def test_drop_before_application_only(self):
        """REQ D-03: a prospect is dropped before its application, later it is lost."""
        development = self._register()
        self._close(development, "drop", reason="Closed its plant")
        self.assertEqual(development.state, "dropped")
        working = self._working(partner=self._make_customer("Qinghe Tools"))
        with self.assertRaisesRegex(UserError, "not possible in the state 'In Progress'"):
            self._close(working, "drop", reason="x")

    def test_reopen_by_superior_only(self):
        """REQ D-16: superiors may open again; the old approval does not count any more."""
        development = self._working()
        cause = self.env.ref("customer_development.customer_development_cause_budget")
        self._close(development, "lose", reason="No budget", cause_ids=cause.ids)
        with self.assertRaisesRegex(AccessError, "department manager"):
            self._close(development, "reopen", reason="New budget")
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            development.with_user(self.mo).action_reopen()
        with self.assertRaisesRegex(UserError, "can no longer be revised"):
            development.action_revise("New budget")
        self._close(development.with_user(self.ma), "reopen", reason="New budget")
        self.assertEqual(development.state, "registered")
        self.assertFalse(development.cause_ids)
        development.expected_sales = 700000
        self.assertIn("New budget", "".join(development.message_ids.mapped("body")))

    def test_reopen_refused_when_a_colleague_has_it(self):
        """REQ D-02: still one open development for each customer."""
        development = self._register()
        self._close(development, "drop", reason="x")
        self._register(self.wang)
        with self.assertRaisesRegex(UserError, "already being developed"):
            self._close(development.with_user(self.ma), "reopen", reason="y")

    def test_only_registered_is_deleted(self):
        """REQ D-16: what was approved or closed stays."""
        development = self._working()
        with self.assertRaisesRegex(UserError, "cannot be deleted any more"):
            development.unlink()
        other = self._register(partner=self._make_customer("Qinghe Tools"))
        other.unlink()
        self.assertFalse(other.exists())

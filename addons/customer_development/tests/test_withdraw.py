from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestWithdraw(DevelopmentCase):
    """Whose round it is ends it; a superior does so on record (S-11, REQ D-05)."""

    def _submitted(self):
        development = self._apply(self._register())
        self.env.flush_all()
        development.action_submit()
        return development

    def test_a_superior_gives_a_reason(self):
        """S-11: without a reason the manager, director and administrator are asked for it."""
        development = self._submitted()
        for user in (self.ma, self.director, self.admin):
            for comment in (None, "", " \u200b"):
                with self.subTest(user=user.login, comment=comment):
                    action = development.with_user(user).action_withdraw(comment)
                    self.assertEqual(action["res_model"], "customer.approval.decide")
                    self.assertEqual(development.state, "submitted")
        wizard = (
            self.env["customer.approval.decide"]
            .with_user(self.director)
            .with_context(action["context"])
            .create({})
        )
        with self.assertRaisesRegex(UserError, "Give the reason"):
            wizard.action_confirm()
        self.assertEqual(development.state, "submitted")

    def test_the_reason_stays_and_the_applicant_is_told(self):
        """S-11: the round's record says who withdrew it and why; the applicant hears of it."""
        development = self._submitted()
        action = development.with_user(self.director).action_withdraw()
        self.env["customer.approval.decide"].with_user(self.director).with_context(
            action["context"]
        ).create({"comment": "The customer was bought by another one"}).action_confirm()
        self.assertEqual(development.state, "surveyed")
        event = development.sudo().approval_id.event_ids.filtered(lambda e: e.kind == "withdrawn")
        self.assertEqual(event.user_id, self.director)
        self.assertEqual(event.comment, "The customer was bought by another one")
        message = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.li.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ],
            limit=1,
        )
        self.assertIn("bought by another one", message.body)
        # the applicant may go on
        development.action_submit()
        self.assertEqual(development.state, "submitted")

    def test_the_applicant_needs_no_reason(self):
        """S-11: the own round is withdrawn at once, and nobody is told of it."""
        development = self._submitted()
        before = self.env["mail.message"].search_count([("message_type", "=", "user_notification")])
        self.assertIs(development.action_withdraw(), True)
        self.assertEqual(development.state, "surveyed")
        after = self.env["mail.message"].search_count([("message_type", "=", "user_notification")])
        self.assertEqual(after, before)

    def test_strangers_do_not_even_with_a_reason(self):
        """S-11: a reason gives nobody the right."""
        development = self._submitted()
        for user in (self.wang, self.zhao, self.mo, self.boss, self.finance, self.technician):
            refusal = "customer is not open to you|not allowed to modify"
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, refusal):
                development.with_user(user).action_withdraw("Because I can")
        self.assertEqual(development.state, "submitted")

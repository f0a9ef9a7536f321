from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestCopies(ApprovalCase):
    """抄送: told once a stage has decided, or of the outcome; they see, they decide nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.user("ap_reader")

    def told(self, user):
        return self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids), ("subject", "like", "For your info")]
        )

    def test_copied_by_a_stage(self):
        """REQ A-02: from the stage's decision on they see the document, not before."""
        self.rule.stage_ids[0].copy_user_ids = self.reader
        document = self.submit(note="secret")
        hidden = self.as_user(self.reader, document)
        self.assertFalse(hidden.search([("id", "=", document.id)]))
        self.decide(self.manager, document)
        self.assertEqual(len(self.told(self.reader)), 1)
        seen = self.as_user(self.reader, document)
        self.assertEqual(seen.name, "Document")
        self.assertTrue(seen.approval_id.read(["name", "state"]))
        with self.assertRaisesRegex(UserError, "not your turn"):
            seen.action_approve()

    def test_told_of_the_outcome(self):
        """REQ A-02: by the rule, when it is approved and when it is rejected."""
        self.rule.copy_group_id = self.env["res.groups"].create(
            {"name": "Readers", "user_ids": self.reader.ids}
        )
        self.approved()
        self.assertIn("Approved", self.told(self.reader).subject)
        document = self.submit()
        self.decide(self.manager, document, "reject", "no")
        self.assertEqual(len(self.told(self.reader)), 2)

    def test_one_message_for_many(self):
        """REQ A-02: what is decided together is told together."""
        self.rule.stage_ids[0].copy_user_ids = self.reader
        documents = self.submit() | self.submit() | self.submit()
        self.as_user(self.manager, documents).action_approve()
        message = self.told(self.reader)
        self.assertEqual(len(message), 1)
        self.assertEqual(message.body.count("mail/view"), 3)

    def test_not_to_leavers_and_other_companies(self):
        """REQ A-02: who has left, or works elsewhere, is neither told nor sees anything."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.user("ap_stranger", company=elsewhere)
        self.rule.stage_ids[0].copy_user_ids = self.reader | stranger
        self.reader.active = False
        document = self.submit()
        self.decide(self.manager, document)
        self.assertFalse(document.approval_id.observer_ids)
        self.assertFalse(self.told(stranger) | self.told(self.reader))

    def test_in_the_reader_s_language(self):
        """REQ A-02: each reads it in the own language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.reader.lang = "zh_CN"
        self.rule.copy_user_ids = self.reader
        self.approved()
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.reader.partner_id.ids)], order="id desc", limit=1
        )
        self.assertNotIn("For your information", message.subject)

from odoo.addons.customer_approval.tools.seal import (
    is_unsealed,
    resealed,
    seal_of,
    unsealed,
)
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestSeal(ApprovalCase):
    """REQ D-05: what one owner may write by its seal is closed to every other owner."""

    def _marked(self, records, owner):
        """Return records in the hands of code that has opened another owner's seal."""

        class Foreign:
            _seal = seal_of(owner)
            env = records.env
            sudo = records.sudo

        return records.with_env(unsealed(Foreign()).env)

    def test_other_owners_seal_opens_nothing(self):
        """Code that writes access to customers cannot write rounds or move documents."""
        document = self.submit()
        approval = document.sudo().approval_id
        for owner in ("customer.access", "res.partner", "test"):
            with self.assertRaisesRegex(AccessError, "written by the approval itself"):
                self._marked(approval, owner).write({"state": "approved"})
            with self.assertRaisesRegex(AccessError, "written by the approval itself"):
                self._marked(approval.step_ids[0], owner).write({"state": "approved"})
            with self.assertRaisesRegex(UserError, "moves by its buttons only"):
                self._marked(document, owner).write({"state": "approved"})
        self.env.invalidate_all()
        self.assertEqual((document.state, approval.state), ("submitted", "running"))

    def test_closed_again(self):
        """What the engine hands to other code carries no seal."""
        document = self.submit()
        approval = unsealed(document.sudo().approval_id)
        self.assertTrue(is_unsealed(approval))
        self.assertFalse(is_unsealed(resealed(approval)))
        self.assertFalse(is_unsealed(approval._document()))
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            approval._document().write({"state": "approved"})

from odoo import models


class CustomerApproval(models.Model):
    """After a decision the next request that waits opens (REQ A-07)."""

    _inherit = "customer.approval"

    def _after_decision(self):
        """Return what the screen shows next: from the inbox, the next request that waits."""
        if not self.env.context.get("approval_next"):
            return True
        following = self.env["customer.approval"].search(
            [("waits_for_me", "=", True)], order="due_date, id desc", limit=1
        )
        if following:
            action = following.action_open_document()
        else:
            action = self.env["ir.actions.actions"]._for_xml_id(
                "customer_approval.approval_action_to_decide"
            )
        return {
            "type": "ir.actions.client",
            "tag": "customer_approval_next",
            "params": {"action": action},
        }

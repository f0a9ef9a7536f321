from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Year plans that are not approved yet (REQ H-01)."""
        return [
            *super()._handover_sources(),
            HandoverSource(
                "customer.development.plan", "user_id", [("state", "in", ("draft", "rejected"))]
            ),
        ]

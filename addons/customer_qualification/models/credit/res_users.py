from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Applications about papers and credit that are not decided (REQ H-01)."""
        waiting = [("state", "in", ("draft", "submitted", "rejected"))]
        return [
            *super()._handover_sources(),
            *(
                HandoverSource(model, "user_id", waiting, "commercial_partner_id")
                for model in (
                    "customer.qualification",
                    "customer.credit.review",
                    "customer.credit.exception",
                )
            ),
        ]

from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Losses to look into, exceptions asked for, what a grade asks of people (REQ H-01)."""
        return [
            *super()._handover_sources(),
            HandoverSource(
                "customer.loss.warning", "user_id", [("state", "=", "open")], "partner_id"
            ),
            HandoverSource(
                "customer.grade.override",
                "user_id",
                [("state", "in", ("draft", "submitted", "rejected"))],
                "commercial_partner_id",
            ),
            HandoverSource(
                "customer.strategy.progress", "user_id", [("done_on", "=", False)], "partner_id"
            ),
            HandoverSource("customer.strategy.task", "user_id", decision="ask", holds=False),
        ]

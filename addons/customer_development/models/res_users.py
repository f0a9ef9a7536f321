from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource

from .customer_development import CLOSED_STATES


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Developments that run, with check lists, teams, reviews and reports (REQ H-01)."""
        running = [("state", "not in", CLOSED_STATES)]
        of_running = [("development_id.state", "not in", CLOSED_STATES)]
        return [
            *super()._handover_sources(),
            HandoverSource("customer.development", "user_id", running, "commercial_partner_id"),
            HandoverSource(
                "customer.development", "coordinator_id", running, "commercial_partner_id"
            ),
            HandoverSource(
                "customer.development.task", "user_id", [("is_done", "=", False), *of_running]
            ),
            HandoverSource("customer.development.member", "user_id", of_running),
            HandoverSource(
                "customer.contract.review",
                "user_id",
                [("state", "in", ("draft", "submitted", "rejected"))],
                "commercial_partner_id",
            ),
            HandoverSource(
                "customer.development.report",
                "user_id",
                [("state", "!=", "done")],
                "commercial_partner_id",
            ),
            *(
                HandoverSource(
                    "customer.development.handover",
                    name,
                    [("state", "!=", "done")],
                    "commercial_partner_id",
                )
                for name in ("user_id", "receiver_id")
            ),
        ]

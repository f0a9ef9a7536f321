from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Account plans that run, what somebody does for them, whom they look after (REQ H-01)."""
        of_running = [("plan_id.state", "=", "running")]
        return [
            *super()._handover_sources(),
            HandoverSource(
                "customer.account.plan",
                "user_id",
                [("state", "=", "running")],
                "commercial_partner_id",
            ),
            HandoverSource(
                "customer.account.plan.action", "user_id", [("done_on", "=", False), *of_running]
            ),
            HandoverSource("customer.account.plan.person", "user_id", of_running, holds=False),
        ]

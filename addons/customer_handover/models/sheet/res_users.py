from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource


class ResUsers(models.Model):
    # What people hold in apps of Odoo that may stand beside ours (REQ H-01).

    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        return [
            *super()._handover_sources(),
            HandoverSource(
                "crm.lead",
                domain=[("active", "=", True), ("won_status", "=", "pending")],
                customer="partner_id",
            ),
            HandoverSource(
                "project.task",
                "user_ids",
                [("active", "=", True), ("state", "not in", ("1_done", "1_canceled"))],
                customer="partner_id",
                decision="ask",
                holds=False,
            ),
            HandoverSource(
                "project.project", domain=[("active", "=", True)], decision="ask", holds=False
            ),
        ]

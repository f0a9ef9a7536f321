from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Complaints that are not closed, and the actions they ask for (REQ H-01)."""
        open_domain = [("state", "not in", ("closed", "withdrawn", "joined"))]
        return [
            *super()._handover_sources(),
            *(
                HandoverSource("customer.complaint", name, open_domain, "commercial_partner_id")
                for name in ("user_id", "assignee_id", "team_ids")
            ),
            HandoverSource(
                "customer.complaint.action",
                "user_id",
                [("state", "=", "open")],
                "commercial_partner_id",
            ),
            HandoverSource(
                "customer.complaint.solution",
                "user_id",
                [("state", "in", ("draft", "submitted", "rejected"))],
                "commercial_partner_id",
            ),
        ]

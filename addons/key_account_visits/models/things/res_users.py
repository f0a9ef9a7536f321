from odoo import api, models
from odoo.addons.customer_base.tools.handover import HandoverSource

WAITING = [("state", "in", ("draft", "submitted", "rejected"))]
AHEAD = [("state", "in", ("draft", "submitted", "rejected", "approved", "done"))]


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """What is to come with customers, and what was taken from the company (REQ H-01)."""
        return [
            *super()._handover_sources(),
            *(
                HandoverSource(model, "user_id", AHEAD, "commercial_partner_id")
                for model in ("customer.visit", "customer.reception")
            ),
            HandoverSource(
                "customer.visit", "participant_ids", AHEAD, "commercial_partner_id", holds=False
            ),
            HandoverSource(
                "customer.reception", "host_ids", AHEAD, "commercial_partner_id", holds=False
            ),
            HandoverSource(
                "customer.visit.finding", "user_id", [("state", "=", "open")], holds=False
            ),
            HandoverSource(
                "customer.visit.request",
                "user_id",
                [("state", "=", "asked")],
                "commercial_partner_id",
                holds=False,
            ),
            HandoverSource("customer.care.task", "user_id", [("state", "=", "open")], "partner_id"),
            HandoverSource("customer.gift", "user_id", WAITING, "commercial_partner_id"),
            HandoverSource(
                "customer.feedback",
                "user_id",
                [("state", "!=", "answered")],
                "commercial_partner_id",
                holds=False,
            ),
            # a trip is somebody's own: what is ahead is cancelled or somebody else applies
            HandoverSource("customer.trip", "user_id", AHEAD, decision="ask", holds=False),
            # public goods come back before somebody leaves (S4 第12条)
            HandoverSource(
                "customer.equipment.issue", "user_id", [("state", "=", "taken")], decision="ask"
            ),
        ]

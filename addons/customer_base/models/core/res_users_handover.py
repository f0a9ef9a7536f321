from odoo import api, fields, models

from ...tools.handover import HandoverSource

OPEN_ORDER = [
    "|",
    ("state", "in", ("draft", "sent")),
    "&",
    ("state", "=", "sale"),
    ("invoice_status", "!=", "invoiced"),
]
UNPAID = [
    ("move_type", "in", ("out_invoice", "out_refund")),
    ("state", "!=", "cancel"),
    ("payment_state", "in", ("not_paid", "partial")),
]


class ResUsers(models.Model):
    # What people hold that goes to others when they leave or move (REQ H-01, seed S3 四.6).

    _inherit = "res.users"

    @api.model
    @api.private
    def _handover_sources(self):
        """Return the kinds of things that people hold, as ``HandoverSource``.

        Customers themselves are not among them: they are handed over first, and what has a
        customer goes where its customer goes. Every addon adds its own by ``super()``.
        """
        return [
            HandoverSource(
                "res.partner",
                domain=["|", ("parent_id", "!=", False), ("customer_category", "=", False)],
                customer="commercial_partner_id",
                holds=False,
            ),
            HandoverSource("sale.order", domain=OPEN_ORDER, customer="partner_id"),
            HandoverSource(
                "account.move",
                "invoice_user_id",
                UNPAID,
                customer="commercial_partner_id",
                decision="leave",
                holds=False,
            ),
            HandoverSource("mail.activity", domain=[("active", "=", True)], holds=False),
            HandoverSource(
                "calendar.event", domain=[("start", ">=", fields.Datetime.now())], holds=False
            ),
            HandoverSource(
                "customer.file",
                domain=[("state", "!=", "archived")],
                customer="commercial_partner_id",
                holds=False,
            ),
            *(
                HandoverSource(model, domain=[("state", "=", "open")], customer="partner_id")
                for model in ("customer.review", "customer.change.notice", "customer.verification")
            ),
            HandoverSource("customer.referral", "to_user_id", [("state", "=", "sent")]),
        ]

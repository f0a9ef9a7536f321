from odoo import fields, models


class CustomerApprovalEvent(models.Model):
    """One thing that happened in a round of approval. Rows are only ever added."""

    _name = "customer.approval.event"
    _inherit = ["customer.approval.sealed"]
    _description = "Approval Event"
    _order = "id"

    approval_id = fields.Many2one(
        "customer.approval",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    step_id = fields.Many2one("customer.approval.step", ondelete="cascade", readonly=True)
    kind = fields.Selection(
        [
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
            ("revised", "Revised"),
            ("rerouted", "Approver Replaced"),
            ("reminded", "Reminded"),
            ("escalated", "Escalated"),
            ("returned", "Sent Back"),
            ("added", "Another Approver Asked"),
            ("handed", "Handed Over"),
            ("revoked", "Decision Taken Back"),
            ("repeated", "Decided Before"),
            ("filled", "Filled In"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    for_user_id = fields.Many2one(
        "res.users", string="In Place Of", readonly=True, ondelete="restrict"
    )
    comment = fields.Text(readonly=True)
    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)

from odoo import fields, models


class CustomerVerificationComplete(models.TransientModel):
    """How customers were verified and with what outcome (REQ B-05, S3 四.5(1))."""

    _name = "customer.verification.complete"
    _description = "Verified"

    verification_ids = fields.Many2many(
        "customer.verification",
        "customer_verification_complete_rel",
        string="Verifications",
        required=True,
    )
    way = fields.Selection(
        selection=lambda self: (
            self.env["customer.verification"]._fields["way"]._description_selection(self.env)
        ),
        string="Verified by",
        required=True,
        default="phone",
    )
    outcome = fields.Selection(
        selection=lambda self: (
            self.env["customer.verification"]._fields["outcome"]._description_selection(self.env)
        ),
        required=True,
        default="confirmed",
    )
    changes = fields.Text(string="What Changed")

    def action_apply(self):
        self.ensure_one()
        self.verification_ids._complete_verified(self.way, self.outcome, self.changes)
        return {"type": "ir.actions.act_window_close"}

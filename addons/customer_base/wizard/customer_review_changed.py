from odoo import fields, models


class CustomerReviewChanged(models.TransientModel):
    """What changed at customers reviewed (REQ B-05)."""

    _name = "customer.review.changed"
    _description = "Reviewed: Changed"

    review_ids = fields.Many2many("customer.review", string="Reviews", required=True)
    changes = fields.Text(string="What Changed", required=True)

    def action_apply(self):
        self.ensure_one()
        self.review_ids._complete_changed(self.changes)
        return {"type": "ir.actions.act_window_close"}

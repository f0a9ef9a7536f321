from odoo import fields, models


class CustomerGradingDrop(models.TransientModel):
    """Asks why a run is dropped (REQ G-04)."""

    _name = "customer.grading.drop"
    _description = "Drop a Grading Run"

    run_ids = fields.Many2many("customer.grading.run", string="Runs", required=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Drop the runs; they check the rights."""
        self.ensure_one()
        self.run_ids.action_drop(self.reason)
        return {"type": "ir.actions.act_window_close"}

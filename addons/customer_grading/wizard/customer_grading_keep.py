from odoo import fields, models


class CustomerGradingKeep(models.TransientModel):
    """Asks a reviewer why customers keep their grades (REQ G-04)."""

    _name = "customer.grading.keep"
    _description = "Keep the Grade"

    line_ids = fields.Many2many("customer.grading.line", string="Customers", required=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Keep the grades; the lines check the rights."""
        self.ensure_one()
        self.line_ids.action_keep(self.reason)
        return {"type": "ir.actions.act_window_close"}

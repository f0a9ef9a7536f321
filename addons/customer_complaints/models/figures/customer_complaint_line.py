from odoo import fields, models


class CustomerComplaintLine(models.Model):
    # Complaints by product: one with several products counts for each of them.

    _inherit = "customer.complaint.line"

    received_on = fields.Datetime(
        related="complaint_id.received_on", string="Received", store=True, index=True
    )
    complaint_state = fields.Selection(
        related="complaint_id.state", string="Status of the Complaint"
    )

    def action_open_complaint(self):
        """Open the complaint."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.complaint",
            "res_id": self.complaint_id.id,
            "view_mode": "form",
        }

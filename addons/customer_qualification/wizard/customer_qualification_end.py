from odoo import fields, models


class CustomerQualificationEnd(models.TransientModel):
    """Asks why customers are no longer released."""

    _name = "customer.qualification.end"
    _description = "End the Release"

    qualification_ids = fields.Many2many("customer.qualification", required=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """End the release of the chosen customers."""
        self.ensure_one()
        return self.qualification_ids.action_end(self.reason)

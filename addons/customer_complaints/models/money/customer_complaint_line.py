from odoo import models


class CustomerComplaintLine(models.Model):
    # How much of what was sold a remedy may cover.

    _inherit = "customer.complaint.line"

    def _remedy_quantity(self):
        """Return the quantity claimed, or less where less was delivered; in the line's unit.

        Called as superuser. What the system knows of no sale of is what is claimed.
        """
        self.ensure_one()
        if not (self.order_line_id or self.invoice_line_id):
            return self.quantity
        return min(self.quantity, self._sold())

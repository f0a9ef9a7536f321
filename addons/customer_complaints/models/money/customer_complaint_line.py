from odoo import models


class CustomerComplaintLine(models.Model):
    # How much of what was sold a remedy may cover.

    _inherit = "customer.complaint.line"

    def _remedy_quantity(self):
        """Return the quantity claimed, or less where less was delivered; in the line's unit.

        Called as superuser. What the system knows of no sale of is what is claimed.
        """
        self.ensure_one()
        if self.order_line_id:
            order_line = self.order_line_id
            # invoiced services and goods without stock moves count as delivered
            sold = max(order_line.qty_delivered, order_line.qty_invoiced)
            unit = order_line.product_uom_id
        elif self.invoice_line_id:
            sold, unit = self.invoice_line_id.quantity, self.invoice_line_id.product_uom_id
        else:
            return self.quantity
        if unit and self.uom_id:
            sold = unit._compute_quantity(sold, self.uom_id, round=False, raise_if_failure=False)
        return min(self.quantity, sold)

from odoo import api, models
from odoo.tools import formatLang


class CustomerComplaintLine(models.Model):
    # How much of what was sold a remedy may cover.

    _inherit = "customer.complaint.line"

    @api.depends("product_id", "name", "lot", "quantity", "uom_id")
    def _compute_display_name(self):
        for line in self:
            line_sudo = line.sudo()  # names of products are no secret
            what = line_sudo.product_id.display_name or line.name or self.env._("Product")
            amount = formatLang(self.env, line.quantity, dp="Product Unit")
            parts = (what, line.lot, f"× {amount}")
            line.display_name = " ".join(part for part in parts if part)

    def _remedy_quantity(self):
        """Return the quantity claimed, or less where less was delivered; in the line's unit.

        Called as superuser. What the system knows of no sale of is what is claimed.
        """
        self.ensure_one()
        if not (self.order_line_id or self.invoice_line_id):
            return self.quantity
        return min(self.quantity, self._sold())

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_register_complaint(self):
        """Open the form of a new complaint about this order, with its lines."""
        self.ensure_one()
        self.check_access("read")
        lines = [
            {"order_line_id": line.id, "quantity": line.product_uom_qty}
            for line in self.order_line
            if not line.display_type and line.product_uom_qty > 0
        ]
        return self.env["customer.complaint"]._register_action(
            {
                "default_partner_id": self.partner_id.commercial_partner_id.id,
                "default_company_id": self.company_id.id,
                "default_order_id": self.id,
            },
            lines,
        )

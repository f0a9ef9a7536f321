from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _customer_delivered_value(self):
        """Return what was delivered of these orders, with tax, in company currency."""
        return sum(
            line.price_total / line.product_uom_qty * line.qty_delivered
            / (line.order_id.currency_rate or 1.0)
            for line in self.order_line
            if line.product_uom_qty and line.price_total > 0
        )  # fmt: skip

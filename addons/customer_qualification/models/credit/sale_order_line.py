from odoo import api, models

# what makes an order worth more
VALUE_FIELDS = {"product_uom_qty", "price_unit", "discount", "tax_ids", "product_id", "order_id"}


class SaleOrderLine(models.Model):
    # A confirmed order that grows is checked again: else one would confirm a small one first.

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("price_total").order_id._customer_check_grown({})
        return lines

    def write(self, vals):
        before = self.order_id._customer_totals() if VALUE_FIELDS & vals.keys() else None
        result = super().write(vals)
        if before is not None:
            self.order_id._customer_check_grown(before)
        return result

    def unlink(self):
        orders = self.order_id
        before = orders._customer_totals()
        result = super().unlink()
        orders._customer_check_grown(before)
        return result

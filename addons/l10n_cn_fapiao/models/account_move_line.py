from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fapiao_line_vals(self):
        """Return this line as a line of a request."""
        quantity = self.quantity or 1.0
        return {
            "name": (self.product_id.name or self.name or "")[:200],
            "uom": self.product_uom_id.name,
            "quantity": quantity,
            "price": -self.balance / quantity,
            "tax_rate": sum(tax.amount for tax in self.tax_ids if tax.amount_type == "percent"),
        }

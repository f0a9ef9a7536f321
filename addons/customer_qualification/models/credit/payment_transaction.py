from odoo import models


class PaymentTransaction(models.Model):
    # Money that has come is kept, whatever the order of a blocked customer has to wait for.

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        held = self.browse()
        for transaction in self:
            orders = transaction.sale_order_ids.filtered(lambda o: o.state in ("draft", "sent"))
            if len(transaction.sale_order_ids) == 1 and orders._customer_hold_back():
                held |= transaction
        return super(PaymentTransaction, self - held)._check_amount_and_confirm_order()

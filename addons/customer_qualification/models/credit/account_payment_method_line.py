from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountPaymentMethodLine(models.Model):
    # Bills of exchange (承兑汇票) settle an invoice, and the risk stays until they are cleared.

    _inherit = "account.payment.method.line"

    customer_bill = fields.Boolean(
        string="Bill of Exchange",
        help="What is received by this method counts as owed until its account is cleared.",
        groups="base.group_user",
    )

    @api.constrains("customer_bill", "payment_account_id")
    def _check_customer_bill(self):
        for line in self:
            if line.customer_bill and not line.payment_account_id:
                raise ValidationError(
                    self.env._(
                        "%(method)s: bills of exchange need an account of their own, such as "
                        "1121 notes receivable, where they wait until they are cleared.",
                        method=line.name,
                    )
                )

from odoo import models


class AccountMove(models.Model):
    # An entry made earlier is not posted while the report of its expenses is taken up again.

    _inherit = "account.move"

    def _post(self, soft=True):
        # sudo: which expenses an entry stands for, whoever posts it
        if expenses_sudo := self.sudo().expense_ids:
            expenses_sudo._check_customer_gate_before()
        return super()._post(soft)

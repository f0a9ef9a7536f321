from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Say of hidden customer data what it is and how one gets to it, without its name.

        Odoo itself names the refused records to everybody in developer mode (REQ B-09).
        """
        error = super()._make_access_error(operation, records)
        if not records._customer_data or not records._customer_is_hidden():
            return error
        return AccessError(self.env["res.partner"]._customer_hidden_text())

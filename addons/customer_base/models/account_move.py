from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """REQ B-01: the first posted customer invoice makes a closed-deal customer."""
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        invoices.commercial_partner_id._customer_set_category("closed")
        return posted

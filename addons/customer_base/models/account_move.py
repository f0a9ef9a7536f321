from odoo import models

from .purchase_terms import PURCHASES


class AccountMove(models.Model):
    _inherit = "account.move"

    # customer.purchase.quarter reads it from end to end in this order, and nothing of the table
    _customer_quarter_idx = models.Index(
        "(company_id, commercial_partner_id, date_trunc('quarter', invoice_date::timestamp)) "
        "INCLUDE (amount_untaxed_signed, move_type, invoice_date, id) "
        f"WHERE {PURCHASES}"
    )

    def _post(self, soft=True):
        """REQ B-01: the first posted customer invoice makes a closed-deal customer."""
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        invoices.commercial_partner_id._customer_set_category("closed")
        return posted

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
        """REQ B-01: the first posted customer invoice makes a closed-deal customer.

        Its salesperson, else its author, answers for a customer that it makes.
        """
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        sellers = {
            move.commercial_partner_id.id: move.invoice_user_id | move.create_uid
            for move in invoices.sudo()  # who sells to a customer that others may not see
        }
        invoices.commercial_partner_id._customer_set_category("closed", sellers)
        return posted

"""What a purchase is, in one place: all figures of what customers bought stand on it.

Posted customer invoices less credit notes, by invoice date, for the commercial entity; the
amount is ``amount_untaxed_signed``: without tax, in company currency, at the invoice's own rate.
"""

# Condition on account_move; the index _customer_quarter_idx is made for it.
PURCHASES = (
    "state = 'posted' AND move_type IN ('out_invoice', 'out_refund') "
    "AND commercial_partner_id IS NOT NULL AND invoice_date IS NOT NULL"
)

"""What a purchase is, in one place: all figures of what customers bought stand on it.

Posted customer invoices less credit notes, by invoice date, for the commercial entity; the
amount is ``amount_untaxed_signed``: without tax, in company currency, at the invoice's own rate.
Receipts are none: they are of passers-by, and no tax invoice is asked for them.
"""

PURCHASE_TYPES = ("out_invoice", "out_refund")


def purchases(alias="account_move"):
    """Return the condition, as text, that a row of account_move is part of what was bought."""
    types = ", ".join(f"'{name}'" for name in PURCHASE_TYPES)
    return (
        f"{alias}.state = 'posted' AND {alias}.move_type IN ({types}) "
        f"AND {alias}.commercial_partner_id IS NOT NULL AND {alias}.invoice_date IS NOT NULL"
    )


# Condition on account_move alone; the index _customer_quarter_idx is made for it.
PURCHASES = purchases().replace("account_move.", "")

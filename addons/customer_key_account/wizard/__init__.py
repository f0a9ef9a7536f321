from . import (
    base_partner_merge,
    customer_key_account_end,
    customer_key_account_set,
)

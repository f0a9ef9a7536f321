from . import (
    customer_key_account_end,
    customer_key_account_set,
)

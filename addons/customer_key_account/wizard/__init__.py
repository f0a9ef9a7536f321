from . import (
    customer_account_plan_close,
    customer_key_account_end,
    customer_key_account_set,
)

from . import (
    base_partner_merge,
    customer_import,
    customer_import_line,
    customer_pool_wizard,
    customer_referral_result,
)

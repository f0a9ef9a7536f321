from . import (
    customer_pool_entry,
    customer_protection,
    customer_protection_cron,
    customer_referral,
    res_company_protection,
    res_partner_protection,
    res_partner_referral,
)

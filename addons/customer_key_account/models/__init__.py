from . import (
    account_plan,
    customer_group,
    customer_group_member,
    customer_key_account,
    customer_key_account_figure,
    customer_key_account_type,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_events,
    res_partner_group,
)

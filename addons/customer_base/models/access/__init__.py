from . import (
    base_recipients,
    customer_access,
    customer_access_request,
    customer_access_request_line,
    customer_access_role,
    mail_thread_followers,
    res_partner_access,
    res_partner_handing,
    res_partner_merge,
    res_partner_owner,
    res_partner_refusal,
)

# What the other models inherit.
from . import (
    customer_access_mixin,
    customer_confidential_mixin,
    customer_export_mixin,
    customer_sealed,
)

# isort: split
from . import customer_document_mixin

# isort: split
from . import (
    customer_freshness_mixin,
)

# isort: split
from . import (
    account_move,
    calendar_event,
    customer_access,
    customer_access_request,
    customer_access_request_line,
    customer_access_role,
    customer_change_notice,
    customer_contact,
    customer_contact_state,
    customer_grade,
    customer_grade_change,
    customer_interaction,
    customer_purchase_quarter,
    customer_review,
    customer_verification,
    hr_department,
    hr_employee,
    hr_version,
    mail_activity,
    customer_export_log,
    customer_pool_entry,
    customer_protection,
    customer_referral,
    ir_actions_report,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_access,
    res_partner_code,
    res_partner_contact,
    res_partner_duplicate,
    res_partner_grade,
    res_partner_export,
    res_partner_protection,
    res_partner_referral,
    res_users,
    resource_resource,
    sale_order,
)

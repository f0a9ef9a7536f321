# What the other models inherit.
from . import customer_confidential_mixin, customer_export_mixin, customer_sealed

# isort: split
from . import customer_access_mixin, customer_entry_mixin, customer_reminder_mixin

# isort: split
from . import customer_record_mixin

# isort: split
from . import customer_document_mixin, customer_freshness_mixin

# isort: split
from . import (
    account_move,
    base,
    calendar_event,
    customer_access,
    customer_access_request,
    customer_access_request_line,
    customer_access_role,
    customer_change_notice,
    customer_contact,
    customer_contact_hierarchy,
    customer_contact_personal,
    customer_contact_state,
    customer_export_log,
    customer_file,
    customer_file_change,
    customer_file_completeness,
    customer_file_list,
    customer_file_merge,
    customer_file_partner,
    customer_file_requirement,
    customer_file_review,
    customer_file_sales,
    customer_file_trade,
    customer_grade,
    customer_grade_change,
    customer_interaction,
    customer_personal_data_log,
    customer_pool_entry,
    customer_protection,
    customer_protection_cron,
    customer_purchase_quarter,
    customer_read_day,
    customer_referral,
    customer_review,
    customer_verification,
    hr_department,
    hr_employee,
    hr_version,
    ir_rule,
    ir_actions_report,
    ir_ui_menu,
    mail_activity,
    res_company,
    res_company_contact,
    res_company_file,
    res_company_protection,
    res_config_settings,
    res_partner,
    res_partner_access,
    res_partner_bank,
    res_partner_code,
    res_partner_contact,
    res_partner_duplicate,
    res_partner_export,
    res_partner_file,
    res_partner_grade,
    res_partner_overview,
    res_partner_protection,
    res_partner_referral,
    res_partner_signup,
    res_users,
    resource_resource,
    sale_order,
)

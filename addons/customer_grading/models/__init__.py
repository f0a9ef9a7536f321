# isort: off
from . import customer_grading_line_mixin

# isort: on
from . import (
    customer_file,
    customer_grade_change,
    customer_grade_override,
    customer_grading_condition,
    customer_grading_criterion,
    customer_grading_line,
    customer_grading_measure,
    customer_grading_measure_customer,
    customer_grading_measure_payment,
    customer_grading_option,
    customer_grading_run,
    customer_grading_scheme,
    customer_grading_trial,
    res_company,
    res_config_settings,
)
from . import customer_key_account
from . import customer_key_account_figure
from . import customer_key_account_type
from . import customer_month_figures_mixin
from . import customer_month_summary
from . import customer_month_summary_line
from . import customer_month_summary_make
from . import customer_month_summary_xlsx
from . import customer_strategy
from . import customer_strategy_progress
from . import customer_strategy_task
from . import res_company_key_account
from . import res_company_month_summary
from . import res_company_strategy
from . import res_config_settings_key_account
from . import res_config_settings_month_summary
from . import res_config_settings_strategy
from . import res_partner_key_account
from . import res_partner_strategy
    account_invoice_report,
    account_move,
    customer_contact_compliance,
    customer_grade_terms,
    customer_loss_cause,
    customer_loss_warning,
    customer_loss_cron,
    res_company_compliance,
    res_company_loss,
    res_company_terms,
    res_config_settings_compliance,
    res_config_settings_loss,
    res_config_settings_terms,
    res_partner_loss,
    sale_order,
    sale_report,

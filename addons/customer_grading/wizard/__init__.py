from . import (
    base_partner_merge,
    base_partner_merge_key_account,
    customer_grading_confirm,
    customer_grading_keep,
    customer_grading_simulation,
    customer_grading_simulation_condition,
    customer_grading_simulation_grade,
    customer_grading_simulation_mover,
    customer_key_account_end,
    customer_key_account_set,
    customer_loss_handle,
    customer_month_summary_make,
)

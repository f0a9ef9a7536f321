from . import (
    customer_grade_set,
    customer_grading_confirm,
    customer_grading_drop,
    customer_grading_keep,
    customer_grading_simulation,
    customer_grading_simulation_condition,
    customer_grading_simulation_grade,
    customer_grading_simulation_mover,
    customer_loss_handle,
    customer_month_summary_make,
)

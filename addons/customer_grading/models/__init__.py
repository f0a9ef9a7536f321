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

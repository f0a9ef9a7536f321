from . import (
    customer_grading_keep,
    customer_grading_simulation,
    customer_grading_simulation_condition,
    customer_grading_simulation_grade,
    customer_grading_simulation_mover,
)

from . import (
    customer_grading_keep,
    customer_grading_simulation,
    customer_grading_simulation_condition,
    customer_grading_simulation_grade,
    customer_grading_simulation_mover,
)
from . import base_partner_merge_key_account
from . import customer_key_account_end
from . import customer_key_account_set
from . import customer_month_summary_make
from . import base_partner_merge, customer_loss_handle

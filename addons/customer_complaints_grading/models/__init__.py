from . import customer_grading_measure
from . import customer_account_plan_measure

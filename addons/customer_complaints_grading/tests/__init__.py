from . import test_complaint_measures
from . import test_account_plan_complaints

from . import customer_outing_reason, customer_setup, customer_visit_plan, customer_visit_plan_line
from . import things

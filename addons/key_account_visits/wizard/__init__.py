from . import customer_care_event_reason, customer_care_skip
from . import customer_market_decide, customer_outing_reason
from . import customer_setup, customer_setup_market
from . import customer_visit_plan, customer_visit_plan_line
from . import things

from . import customer_complaint_cause
from . import customer_complaint_action
from . import customer_complaint_judgement
from . import customer_complaint
from . import customer_complaint_judging

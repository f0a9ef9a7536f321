from . import customer_complaint_limit
from . import customer_complaint_level
from . import customer_complaint_clock
from . import customer_complaint_pause
from . import customer_complaint

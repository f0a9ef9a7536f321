from . import customer_visit_briefing
from . import customer_visit
from . import report_visit_briefing

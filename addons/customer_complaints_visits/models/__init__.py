from . import customer_visit_briefing
from . import customer_agenda
from . import customer_visit
from . import customer_complaint

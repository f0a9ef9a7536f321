from . import terms
from . import customer_complaint_part
from . import customer_complaint_category
from . import customer_complaint
from . import customer_complaint_line
from . import customer_complaint_answer

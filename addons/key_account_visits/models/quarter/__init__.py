from . import customer_visit_quarter

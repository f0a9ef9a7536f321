from . import customer_complaint_line
from . import customer_complaint_solution
from . import customer_complaint_solution_line
from . import customer_complaint_solution_credit
from . import customer_complaint_solution_documents
from . import customer_complaint
from . import report_complaint
from . import report_complaint_sheet

from . import customer_complaint_solution_line
from . import customer_complaint_solution
from . import stock_picking

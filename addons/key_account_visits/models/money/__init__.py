from . import product_template
from . import customer_expense_exception
from . import hr_expense
from . import hr_expense_links
from . import account_move
from . import customer_outing_money

from . import account_move, customer_purchase_quarter

from . import account_payment_method_line, customer_credit_exposure  # isort: split
from . import customer_credit_account, customer_credit_gate  # isort: split
from . import customer_credit_exception, customer_credit_hold, customer_credit_review
from . import payment_transaction, res_partner, res_users, sale_order, sale_order_line

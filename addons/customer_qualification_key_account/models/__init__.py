from . import customer_credit_account, customer_credit_gate, customer_credit_review

from . import customer_change_notice, customer_review, customer_verification

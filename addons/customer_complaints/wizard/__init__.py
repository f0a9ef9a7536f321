from . import customer_complaint_step, customer_setup

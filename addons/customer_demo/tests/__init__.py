from . import test_customer_list, test_demo

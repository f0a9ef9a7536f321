from . import test_core, test_customer_list, test_demo

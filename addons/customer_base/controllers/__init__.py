from . import customer_list

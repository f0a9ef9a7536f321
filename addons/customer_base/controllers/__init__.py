from . import customer_list, export

from . import customer_import, customer_import_line

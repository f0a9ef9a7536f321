from . import base_partner_merge, customer_file_send_back, customer_import, customer_import_line

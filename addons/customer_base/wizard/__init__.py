from . import base_partner_merge, customer_import, customer_import_line

from . import base_partner_merge, customer_grade_set, customer_import, customer_import_line

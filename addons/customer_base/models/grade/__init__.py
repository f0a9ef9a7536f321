from . import customer_grade, customer_grade_change, res_partner_grade

from . import res_partner_code, res_partner_duplicate, res_partner_signup

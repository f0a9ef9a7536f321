from . import customer_contract_review, res_company, res_partner, sale_order

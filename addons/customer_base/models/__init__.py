# What the other models inherit.
from . import (
    customer_access_mixin,
    customer_confidential_mixin,
    customer_document_mixin,
)

# isort: split
from . import (
    account_move,
    customer_access,
    customer_access_request,
    customer_access_request_line,
    customer_access_role,
    customer_contact,
    hr_department,
    hr_employee,
    hr_version,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_access,
    res_partner_code,
    res_partner_duplicate,
    res_users,
    resource_resource,
    sale_order,
)

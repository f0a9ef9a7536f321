from . import (
    base,
    customer_access,
    customer_approval_delegation,
    customer_export_mixin,
    hr_department,
    hr_employee,
    hr_version,
    res_partner,
    res_users,
    res_users_freeze,
    resource_resource,
)

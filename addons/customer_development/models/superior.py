COMPANY_GROUPS = "customer_base.group_customer_director,customer_base.group_customer_admin"


def is_superior(user, department):
    """Return whether somebody answers for what a department does: its manager, or the whole's.

    :param user: res.users
    :param department: hr.department of a record, may be empty
    """
    if user.has_groups(COMPANY_GROUPS):
        return True
    return bool(
        department
        and user.has_group("customer_base.group_customer_manager")
        and department in user.customer_department_ids
    )

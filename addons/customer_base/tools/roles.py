"""Which roles may do what with customers of others, in one place."""

# Who acts on the customers of the whole company: hands them out, grades them, fills the pool.
WHOLE_COMPANY_GROUPS = (
    "customer_base.group_customer_director,customer_base.group_customer_marketing,"
    "customer_base.group_customer_admin"
)
# Who sees every customer of the own companies (REQ B-09: directors and marketing all).
SEE_ALL_GROUPS = (
    "customer_base.group_customer_all,customer_base.group_customer_general_manager,"
    f"{WHOLE_COMPANY_GROUPS}"
)
# Who deals with every customer's orders, invoices and calls: the rule on contacts leaves them
# alone, while files and contact records open by what they work on, by request, or where the
# company says so (REQ B-09, seed S1 二(四)4).
SERVING_GROUPS = (
    "customer_base.group_customer_finance,customer_base.group_customer_legal,"
    "customer_base.group_customer_service"
)

from . import (
    customer_contact,
    customer_contact_hierarchy,
    customer_contact_personal,
    customer_personal_data_log,
)

from . import (
    calendar_event,
    customer_contact_state,
    customer_interaction,
    mail_activity,
    res_company_contact,
    res_partner_contact,
)

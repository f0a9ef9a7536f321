from . import (
    calendar_event,
    customer_interaction_state,
    customer_interaction,
    mail_activity,
    res_company_interaction,
    res_partner_interaction,
)

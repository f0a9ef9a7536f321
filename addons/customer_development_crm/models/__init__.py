from . import crm_lead, customer_development

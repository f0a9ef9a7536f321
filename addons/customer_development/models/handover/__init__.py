from . import customer_development_handover, customer_development_handover_flow
from . import customer_development, res_company

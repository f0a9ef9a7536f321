from . import customer_development_register
from . import customer_development_close
from . import customer_development_sign
from . import customer_lead_assign
from . import customer_lead_step
from . import customer_prospect_import
from . import customer_prospect_import_line
from . import customer_development_handover_return

from . import customer_development_register
from . import customer_development_close
from . import customer_development_sign
from . import customer_development_handover_return

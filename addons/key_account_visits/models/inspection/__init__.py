from . import customer_visit_request
from . import customer_visit_finding
from . import customer_arranged_mixin
from . import customer_visit
from . import customer_reception

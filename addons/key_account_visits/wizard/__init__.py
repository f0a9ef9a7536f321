from . import customer_outing_reason

from . import customer_handover_balance, customer_handover_reason

from . import (
    customer_handover_close,
    customer_handover_contact,
    customer_handover_job,
    customer_handover_log,
    customer_handover_mover,
    customer_handover_notice,
    customer_handover_undo,
)

from . import customer_handover_row_mixin, customer_handover_source  # isort: split
from . import (
    customer_handover,
    customer_handover_answers,
    customer_handover_collect,
    customer_handover_customer,
    customer_handover_flow,
    customer_handover_give,
    customer_handover_item,
    customer_handover_line,
    customer_handover_place,
    customer_handover_receiver,
    customer_handover_rule,
    res_company,
    res_config_settings,
    res_users,
)

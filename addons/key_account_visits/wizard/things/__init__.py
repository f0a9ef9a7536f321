from . import customer_gift_reverse
from . import customer_equipment_handover
from . import customer_purchase_plan_buy

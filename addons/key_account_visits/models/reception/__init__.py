from . import customer_guest_level
from . import customer_reception
from . import customer_reception_guest
from . import customer_reception_slot
from . import customer_reception_money
from . import customer_visit_material
from . import res_partner

from . import test_things_budget
from . import test_things_equipment
from . import test_things_gift
from . import test_things_gift_concurrency
from . import test_things_purchase
from . import test_things_standard

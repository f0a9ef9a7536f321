from . import test_attacks
from . import test_attacks_more
from . import test_concurrency
from . import test_cost
from . import test_limits
from . import test_path
from . import test_routing
from . import test_rules

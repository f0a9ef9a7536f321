from . import test_drop
from . import test_fapiao_file
from . import test_matching
from . import test_pickups
from . import test_register
from . import test_reports
from . import test_requests
from . import test_titles

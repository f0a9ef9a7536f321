from . import test_key_account
from . import test_month_summary

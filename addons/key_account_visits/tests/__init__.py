from . import test_market_feedback, test_market_info, test_market_quota
from . import test_market_report, test_market_report_job

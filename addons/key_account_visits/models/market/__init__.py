# Each stands on those before it.
from . import res_company, res_config_settings  # isort: split
from . import customer_competitor, customer_market_info  # isort: split
from . import customer_feedback, customer_feedback_quota  # isort: split
from . import customer_feedback_flow, customer_feedback_month  # isort: split
from . import customer_market_report  # isort: split
from . import (
    customer_market_report_draft,
    customer_market_report_flow,
    customer_market_report_job,
)

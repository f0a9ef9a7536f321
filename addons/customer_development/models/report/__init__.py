from . import customer_development_report, customer_development_report_draft
from . import customer_development_report_flow, customer_development_report_job
from . import customer_development, res_company

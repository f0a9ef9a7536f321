from . import customer_outing_mixin
from . import customer_outing_report
from . import customer_outing_reminder
from . import customer_overlap_mixin
from . import ir_attachment
from . import res_company_outing
from . import res_config_settings_outing

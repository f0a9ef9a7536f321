from . import customer_key_account
from . import customer_key_account_figure
from . import customer_key_account_type
from . import res_company_key_account
from . import res_config_settings_key_account
from . import res_partner_key_account

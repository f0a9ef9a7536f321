from . import customer_setup, res_company, res_config_settings

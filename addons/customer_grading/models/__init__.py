from . import (
    customer_loss_cause,
    customer_loss_warning,
    customer_loss_cron,
    res_company_loss,
    res_config_settings_loss,
    res_partner_loss,
)

from . import (
    res_company,
    res_config_settings,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
    workday_exception,
    workday_year,
)

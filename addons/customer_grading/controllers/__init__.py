from . import month_summary

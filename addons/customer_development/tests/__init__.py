from . import (
    test_access,
    test_application,
    test_attacks,
    test_closing,
    test_orders,
    test_path,
    test_performance,
    test_protection,
    test_register,
    test_report,
    test_stages,
    test_survey,
)

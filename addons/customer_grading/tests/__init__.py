from . import (
    test_contact_compliance,
    test_grade_documents,
    test_key_account,
    test_loss_handling,
    test_loss_warning,
    test_measures,
    test_month_summary,
    test_override,
    test_run,
    test_run_concurrency,
    test_scheme,
    test_strategy,
)

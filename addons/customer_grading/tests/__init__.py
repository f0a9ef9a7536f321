from . import test_measures, test_override, test_run, test_scheme
from . import test_key_account
from . import test_month_summary
from . import test_strategy
from . import (
    test_contact_compliance,
    test_grade_documents,
    test_loss_handling,
    test_loss_warning,
)

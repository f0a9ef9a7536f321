from . import (
    test_contact_compliance,
    test_grade_documents,
    test_loss_handling,
    test_loss_warning,
)

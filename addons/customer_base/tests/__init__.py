from . import (
    test_attacks,
    test_category,
    test_code,
    test_contact_state,
    test_departments,
    test_duplicates,
    test_freshness,
    test_grades,
    test_import,
    test_interactions,
    test_purchases,
    test_rights,
)

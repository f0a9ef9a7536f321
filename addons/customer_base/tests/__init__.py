from . import (
    test_access,
    test_attacks,
    test_category,
    test_code,
    test_departments,
    test_duplicates,
    test_import,
    test_rights,
)

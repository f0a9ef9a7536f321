from . import (
    test_attacks,
    test_category,
    test_code,
    test_departments,
    test_duplicates,
    test_grades,
    test_import,
    test_rights,
)

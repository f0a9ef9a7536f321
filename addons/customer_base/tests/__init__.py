from . import (
    test_attacks,
    test_category,
    test_code,
    test_departments,
    test_duplicates,
    test_export,
    test_import,
    test_pool,
    test_pool_concurrency,
    test_protection,
    test_referral,
    test_rights,
)

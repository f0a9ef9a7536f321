from . import (
    test_access,
    test_cache,
    test_counting,
    test_explain,
    test_import,
    test_pattern,
    test_redate,
    test_right_first,
    test_schedule,
)

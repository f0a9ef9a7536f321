from . import (
    test_credit,
    test_papers,
    test_qualification,
    test_release,
    test_routes,
    test_two_windows,
)

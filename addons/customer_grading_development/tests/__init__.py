from . import test_expected_sales

from . import test_group_credit

from . import (
    test_account_plan,
    test_group,
    test_group_figures,
    test_group_rights,
    test_key_account,
    test_key_account_costs,
)

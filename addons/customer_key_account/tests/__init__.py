from . import (
    test_group,
    test_group_figures,
    test_group_rights,
    test_key_account,
    test_key_account_costs,
)

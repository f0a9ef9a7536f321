from . import (
    contract_common,
    test_contract_buttons,
    test_contract_history,
    test_contract_jobs_twice,
    test_contract_rows,
    test_contract_wrong_readers,
    test_core,
    test_customer_list,
    test_demo,
    test_demo_reads_well,
    test_every_list_opens,
    test_warehouse,
)

from . import test_core, test_customer_list, test_demo, test_demo_reads_well, test_every_list_opens

from . import test_measures, test_override, test_run, test_scheme

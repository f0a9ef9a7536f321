from . import test_fapiao_file

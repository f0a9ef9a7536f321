from . import test_loss_handling, test_loss_warning

from . import customer_approval_decide
from . import customer_approval_reassign
from . import customer_approval_trial
from . import customer_approval_trial_line

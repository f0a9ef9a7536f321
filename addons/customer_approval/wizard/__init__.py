from . import customer_approval_decide
from . import customer_approval_reassign

from . import customer_account_plan_measure
from . import customer_account_plan
from . import customer_account_plan_goal
from . import customer_account_plan_action
from . import customer_account_plan_person
from . import mail_activity
from . import res_partner
from . import res_users

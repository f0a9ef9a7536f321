from . import customer_development_plan_figures
from . import customer_development_plan
from . import customer_development_plan_line
from . import res_users

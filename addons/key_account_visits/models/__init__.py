from . import outing
from . import visit
from . import briefing
from . import reception
from . import trip
from . import inspection
from . import agenda
from . import quarter
from . import market
from . import care
from . import things
from . import money  # stands on the budgets and standards of things

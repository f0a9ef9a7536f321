from . import outing
from . import visit
from . import reception
from . import trip
from . import money
from . import market
from . import care
from . import things

from . import complaint
from . import clock
from . import cause
from . import money
from . import intake
from . import figures

from . import test_intake_attacks
from . import test_intake_charsets
from . import test_intake_mail
from . import test_intake_portal
from . import test_intake_rating
from . import test_intake_stranger

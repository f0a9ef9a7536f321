# A room for each concern. Those further down stand on those above them, and what they add to a
# model of Odoo runs around what the rooms above have added.
from . import mixin  # isort: split
from . import core  # isort: split
from . import access  # isort: split
from . import identity  # isort: split
from . import person  # isort: split
from . import interaction  # isort: split
from . import export  # isort: split
from . import file  # isort: split
from . import grade  # isort: split
from . import trade  # isort: split
from . import pool  # isort: split
from . import upkeep

# sheet: who hands what to whom; move: how it goes; gate: what a leaver may do, and when one leaves.
from . import sheet  # isort: split
from . import move  # isort: split
from . import gate

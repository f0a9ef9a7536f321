# papers: what a customer is; credit: what it owes and may owe, and what stops orders.
from . import setup  # isort: split
from . import papers  # isort: split
from . import credit

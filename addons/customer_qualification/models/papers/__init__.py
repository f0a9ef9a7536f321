from . import customer_qualification_kind, customer_qualification_type  # isort: split
from . import customer_supply_document  # isort: split
from . import customer_qualification, customer_qualification_document  # isort: split
from . import customer_qualification_release

# Each stands on those before it.
from . import customer_confidential_mixin, customer_export_mixin, customer_sealed  # isort: split
from . import (
    customer_access_mixin,
    customer_entry_mixin,
    customer_reminder_mixin,
    customer_staff_mixin,
)  # isort: split
from . import customer_record_mixin  # isort: split
from . import customer_document_mixin, customer_freshness_mixin

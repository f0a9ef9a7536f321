from . import customer_care_event_reason, customer_care_skip

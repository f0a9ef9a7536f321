from . import (
    test_care_communication,
    test_care_cost,
    test_care_event,
    test_care_lunar,
    test_care_personal,
    test_care_task,
)

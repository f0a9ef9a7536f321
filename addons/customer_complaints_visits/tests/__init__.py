from . import test_complaint_visits

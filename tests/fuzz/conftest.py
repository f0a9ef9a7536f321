"""The sample needs a demo and some minutes: only who names the minutes collects it."""

import os

collect_ignore = [] if os.environ.get("FUZZ_MINUTES") else ["test_sample.py"]

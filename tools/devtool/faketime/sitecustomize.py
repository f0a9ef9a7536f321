"""Python loads this at its start where a run has another day: `time.sleep` works there.

libfaketime 0.9.10, which leaves the clock for waiting alone as it is told to, refuses the one call
that `time.sleep` makes on that clock.
"""

import select
import time


def sleep(seconds):
    """Like time.sleep, without the call that fails."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep

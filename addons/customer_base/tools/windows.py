"""Windows of months that figures are counted over."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def window_start(until, months):
    """Return the first day of so many months up to a day: the day after the window before.

    Windows that end with a month begin with one: a month's last day is in one of them only.
    """
    before = until - relativedelta(months=months)
    if (until + timedelta(days=1)).day == 1:
        before += relativedelta(day=31)
    return before + timedelta(days=1)

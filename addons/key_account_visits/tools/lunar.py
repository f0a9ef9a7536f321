"""Days that come again every year, by the solar or the Chinese lunar calendar, as plain functions.

The calendar itself is that of customer_base (``borax``), which keeps the birthdays by it.
"""

from datetime import date, timedelta

from odoo.addons.customer_base.models.person.customer_birthday import (
    LAST_DAY,
    NEXT_DAY,
    lunar_to_solar,
)

# A birthday in a leap month: in the leap month of years that have it, or always in the ordinary.
IN_LEAP = "leap"
IN_ORDINARY = "ordinary"


def day_in_year(kind, year, month, day, leap=False, policy=LAST_DAY, leap_policy=IN_LEAP):
    """Return the solar date of a yearly day in a (lunar) year, or None out of the calendar's range.

    :param kind: "solar" or "lunar"
    :param year: solar year, or lunar year, which begins at the Spring Festival
    :param leap: the day lies in a leap month
    :param policy: LAST_DAY or NEXT_DAY, where the month has no such day (29 February, 12/30)
    :param leap_policy: IN_LEAP or IN_ORDINARY
    """
    convert = _lunar if kind == "lunar" else _solar
    in_leap = (
        kind == "lunar"
        and leap
        and leap_policy == IN_LEAP
        and lunar_to_solar(year, month, 1, True) is not None
    )
    if exact := convert(year, month, day, in_leap):
        return exact
    last = convert(year, month, day - 1, in_leap)
    if last is None:
        return None
    return last + timedelta(days=1) if policy == NEXT_DAY else last


def _lunar(year, month, day, leap):
    return lunar_to_solar(year, month, day, leap)


def _solar(year, month, day, _leap):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def occurrences(kind, month, day, first, until, **how):
    """Return [(year, date)] of a yearly day between two dates, both included.

    A lunar day keeps the number of its lunar year: its solar dates may fall twice into one solar
    year, and not at all into another.

    :param how: leap, policy, leap_policy of :func:`day_in_year`
    """
    years = range(first.year - 1, until.year + 1)  # lunar year n ends in solar year n + 1
    found = ((year, day_in_year(kind, year, month, day, **how)) for year in years)
    return [(year, when) for year, when in found if when and first <= when <= until]


def exists(kind, month, day, leap=False):
    """Tell whether the calendar can have this day in any year."""
    if kind == "lunar":
        return 1 <= month <= 12 and 1 <= day <= 30
    # leap year: 29 February is a date, whatever this year has
    return not leap and _solar(2000, month, day, False) is not None

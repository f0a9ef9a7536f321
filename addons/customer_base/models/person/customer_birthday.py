"""Birthdays in the solar and the Chinese lunar calendar, as plain functions."""

from datetime import date, timedelta

from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

LAST_DAY = "last_day"
NEXT_DAY = "next_day"


def lunar_to_solar(year, month, day, leap):
    """Return the solar date of a lunar one, or None when that year does not have it."""
    try:
        return LunarDate(year, month, day, 1 if leap else 0).to_solar_date()
    except (InvalidLunarDateError, ValueError):
        return None


def _solar(year, month, day, policy):
    try:
        return date(year, month, day)
    except ValueError:
        # 29 February
        return date(year, 2, 28) if policy == LAST_DAY else date(year, 3, 1)


def _lunar(year, month, day, leap, policy):
    """Return the date of a lunar birthday in a lunar year.

    A leap month that the year does not have is the ordinary month of the same number; day 30
    of a month with 29 days is the last day or the day after it.
    """
    exact = lunar_to_solar(year, month, day, leap)
    if exact:
        return exact
    if leap and lunar_to_solar(year, month, 1, True) is None:
        return _lunar(year, month, day, False, policy)
    last = lunar_to_solar(year, month, day - 1, leap)
    if last is None:
        return None
    return last if policy == LAST_DAY else last + timedelta(days=1)


def next_birthday(kind, month, day, leap, policy, today):
    """Return the next birthday from today on, today included; None when out of range.

    :param kind: "solar" or "lunar"
    :param policy: LAST_DAY or NEXT_DAY, for days that a year does not have
    """
    if kind == "solar":
        this_year = _solar(today.year, month, day, policy)
        return this_year if this_year >= today else _solar(today.year + 1, month, day, policy)
    # lunar year n ends in solar year n + 1
    years = range(today.year - 1, today.year + 2)
    days = (_lunar(year, month, day, leap, policy) for year in years)
    return min((found for found in days if found and found >= today), default=None)


def born_on(kind, year, month, day, leap):
    """Return the solar date of birth, or None for a date that does not exist."""
    if kind == "lunar":
        return lunar_to_solar(year, month, day, leap)
    try:
        return date(year, month, day)
    except ValueError:
        return None

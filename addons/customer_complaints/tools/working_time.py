"""Working time of a company: seconds between two moments, and the moment after so many.

Plain Python on naive UTC datetimes, as they are stored. A day's working hours are local; each day
is turned to UTC by itself, so that a change of the clock makes that day shorter or longer and no
other one.
"""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta

import pytz

EPOCH = datetime(1970, 1, 1)
# Years without any working time that are looked through before giving up.
EMPTY_YEARS = 3
STEP = timedelta(minutes=15)


class NoWorkingTimeError(Exception):
    """There is no working time in several years in a row."""


def periods_of_days(ordinals, hours, tz):
    """Return the working periods of these days as sorted (start, end) in UTC seconds.

    :param ordinals: days that are worked
    :param hours: called with an ordinal; gives (from, to) in minutes of the local day
    :param tz: pytz time zone
    """
    periods = []
    for ordinal in ordinals:
        midnight = datetime.combine(date.fromordinal(ordinal), datetime.min.time())
        offset = _fixed_offset(midnight, tz)
        for begin, end in sorted(hours(ordinal)):
            if offset is None:
                start = _utc_seconds(midnight + timedelta(minutes=begin), tz, first=True)
                stop = _utc_seconds(midnight + timedelta(minutes=end), tz, first=False)
            else:
                start, stop = (
                    _seconds(midnight) + minutes * 60 - offset for minutes in (begin, end)
                )
            if periods and start <= periods[-1][1]:
                periods[-1] = (periods[-1][0], max(periods[-1][1], stop))
            elif start < stop:
                periods.append((start, stop))
    return tuple(periods)


def _fixed_offset(midnight, tz):
    """Return the offset from UTC in seconds on a local day; None when the clock changes near it.

    Most days of most zones have one, and it is found fast.
    """
    before, after = (tz.fromutc(midnight + timedelta(days=days)).utcoffset() for days in (-1, 2))
    return int(before.total_seconds()) if before == after else None


def _utc_seconds(local, tz, first):
    """Return a local time in UTC seconds.

    An hour that the clock shows twice belongs to the period as a whole (its ``first`` beginning,
    its last end); a time that the clock leaves out is the moment of the change.
    """
    while True:
        try:
            moment = tz.localize(local, is_dst=None)
            break
        except pytz.AmbiguousTimeError:
            moment = tz.localize(local, is_dst=first)
            break
        except pytz.NonExistentTimeError:
            local += STEP
    return _seconds(moment.astimezone(pytz.utc).replace(tzinfo=None))


def _seconds(moment):
    return int((moment - EPOCH).total_seconds())


def _moment(seconds):
    return EPOCH + timedelta(seconds=seconds)


class WorkingTime:
    """The working periods of one company as one line, longer as it is needed.

    ``load_year`` gives the periods of a year as :func:`periods_of_days` does. Reckoning is a
    bisect, so thousands of clocks share one line.
    """

    def __init__(self, load_year):
        self._load_year = load_year
        self._first = self._last = None
        self._starts, self._ends, self._before = [], [], [0]

    # ------------------------------------------------------------------
    # The line
    # ------------------------------------------------------------------
    def _cover(self, first, last):
        """Have the years from first to last on the line, with one more on either side."""
        if self._first is None:
            self._load(first - 1, last + 1)
        elif first <= self._first or last >= self._last:
            self._load(min(first - 1, self._first), max(last + 1, self._last))

    def _load(self, first, last):
        self._first, self._last = first, last
        starts, ends, before = [], [], [0]
        for year in range(first, last + 1):
            for start, end in self._load_year(year):
                starts.append(start)
                ends.append(end)
                before.append(before[-1] + end - start)
        self._starts, self._ends, self._before = starts, ends, before

    def _grow(self, forward):
        """Add years at an end until there is more working time.

        :raises NoWorkingTimeError: no working time in several years
        """
        count = len(self._starts)
        for _year in range(EMPTY_YEARS):
            self._load(self._first - (not forward), self._last + forward)
            if len(self._starts) > count:
                return
        raise NoWorkingTimeError

    def _position(self, seconds):
        """Return the working seconds on the line before a moment."""
        index = bisect_right(self._starts, seconds) - 1
        if index < 0:
            return 0
        return self._before[index] + min(seconds, self._ends[index]) - self._starts[index]

    # ------------------------------------------------------------------
    # Reckoning
    # ------------------------------------------------------------------
    def seconds(self, start, stop):
        """Return the working seconds from start to stop; 0 when stop is not later."""
        if stop <= start:
            return 0
        self._cover(start.year, stop.year)
        return self._position(_seconds(stop)) - self._position(_seconds(start))

    def add(self, moment, seconds):
        """Return the moment that lies so many working seconds after another.

        The earliest such moment: eight hours end at the close of the day, not at the next
        morning. 0 gives the moment itself in working time, else the next beginning. Negative
        seconds go back, to the latest such moment.

        :raises NoWorkingTimeError: the company never works
        """
        self._cover(moment.year, moment.year)
        at = _seconds(moment)
        while True:
            index, found = self._back(at, -seconds) if seconds < 0 else self._ahead(at, seconds)
            if 0 <= index < len(self._starts):
                return _moment(found(index))
            self._grow(forward=seconds >= 0)

    def _ahead(self, at, seconds):
        if not seconds:
            return bisect_left(self._ends, at), lambda index: max(self._starts[index], at)
        target = self._position(at) + seconds
        # the first period at whose end as much work is done
        index = bisect_left(self._before, target, 1) - 1
        return index, lambda index: self._starts[index] + target - self._before[index]

    def _back(self, at, seconds):
        target = self._position(at) - seconds
        index = bisect_right(self._before, target, 0, len(self._starts)) - 1
        return index, lambda index: self._starts[index] + target - self._before[index]

    def last_end(self, moment):
        """Return when the last working period ends that begins before a moment.

        :raises NoWorkingTimeError: the company never works
        """
        self._cover(moment.year, moment.year)
        while not (index := bisect_left(self._starts, _seconds(moment))):
            self._grow(forward=False)
        return _moment(self._ends[index - 1])

    def parts(self, start, stop):
        """Return the working periods between two moments, cut to them, as (start, end)."""
        self._cover(start.year, stop.year)
        low, high = _seconds(start), _seconds(stop)
        index = bisect_right(self._ends, low)
        result = []
        while index < len(self._starts) and self._starts[index] < high:
            result.append(
                (_moment(max(self._starts[index], low)), _moment(min(self._ends[index], high)))
            )
            index += 1
        return result

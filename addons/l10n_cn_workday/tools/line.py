"""A sorted line of working days on which a deadline is a bisect."""

from bisect import bisect_left, bisect_right

FIRST_YEAR = 1950
LAST_YEAR = 2200
# Years without any working day that are looked through before giving up.
EMPTY_YEARS = 3


class NoWorkingDayError(Exception):
    """Several years in a row have no working day at all."""


class OutOfRangeError(Exception):
    """A date lies outside FIRST_YEAR to LAST_YEAR."""


class WorkdayLine:
    """Working days (proleptic ordinals) of consecutive years, longer as it is needed.

    ``load_year`` gives the sorted ordinals of one year. The line starts with the years from
    ``first`` to ``last`` and grows at both ends when a count runs over them.
    """

    def __init__(self, load_year, first, last):
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise OutOfRangeError
        self._load_year = load_year
        self._first = first
        self._last = last
        self._days = [day for year in range(first, last + 1) for day in load_year(year)]

    def add(self, start, days):
        """Return the ordinal ``days`` working days after ``start``, which is not counted.

        Negative ``days`` count back. Zero gives ``start`` or the next working day.
        Raises NoWorkingDayError or OutOfRangeError.
        """
        if days > 0:
            index = bisect_right(self._days, start) + days - 1
        else:
            index = bisect_left(self._days, start) + days
        while index < 0:
            index += self._extend_back()
        while index >= len(self._days):
            self._extend()
        return self._days[index]

    def count(self, start, end):
        """Return the working days after ``start`` up to and including ``end``.

        Negative when ``end`` is earlier: then counted back, again without ``start``. So
        ``count(start, add(start, n)) == n`` for every n but 0.
        """
        if end >= start:
            return bisect_right(self._days, end) - bisect_right(self._days, start)
        return bisect_left(self._days, end) - bisect_left(self._days, start)

    def works(self, day):
        """Tell whether the ordinal ``day`` is a working day."""
        index = bisect_left(self._days, day)
        return index < len(self._days) and self._days[index] == day

    def _extend(self):
        for _empty in range(EMPTY_YEARS):
            if self._last >= LAST_YEAR:
                raise OutOfRangeError
            self._last += 1
            if days := self._load_year(self._last):
                self._days.extend(days)
                return
        raise NoWorkingDayError

    def _extend_back(self):
        for _empty in range(EMPTY_YEARS):
            if self._first <= FIRST_YEAR:
                raise OutOfRangeError
            self._first -= 1
            if days := self._load_year(self._first):
                self._days[:0] = days
                return len(days)
        raise NoWorkingDayError

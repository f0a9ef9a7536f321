"""The ordinary week of a company, and whether a closure covers a whole working day of it."""

from bisect import bisect_right
from math import ceil

MINUTES = 24 * 60
DEFAULT_HOURS = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))


class WeekPattern:
    """Working hours by day of a one- or two-week cycle.

    ``hours`` maps (week, weekday) to a sequence of (from, to) in minutes of the local day; week
    is 0 or 1 by the parity that Odoo gives weeks, weekday 0 is Monday.
    """

    def __init__(self, hours):
        self._hours = hours
        days = [tuple(sorted(periods)) for periods in hours.values() if periods]
        self._ordinary = max(
            days,
            key=lambda periods: (days.count(periods), sum(end - begin for begin, end in periods)),
            default=DEFAULT_HOURS,
        )

    @classmethod
    def five_days(cls, hours=DEFAULT_HOURS):
        """Monday to Friday: for a company without fixed working hours."""
        return cls({(week, day): hours for week in (0, 1) for day in range(5)})

    @classmethod
    def from_attendances(cls, attendances, two_weeks):
        """Build from (week type or False, weekday, hour from, hour to), hours as floats."""
        hours = {}
        for week_type, weekday, hour_from, hour_to in attendances:
            # A line without week in a two-week schedule belongs to both weeks.
            weeks = (int(week_type),) if two_weeks and week_type else (0, 1)
            for week in weeks:
                hours.setdefault((week, int(weekday)), []).append(
                    (round(hour_from * 60), round(hour_to * 60))
                )
        return cls(hours)

    def _day_hours(self, ordinal):
        # Same parity as resource.calendar.attendance.get_week_type().
        return self._hours.get(((ordinal - 1) // 7 % 2, (ordinal - 1) % 7), ())

    def works(self, ordinal):
        """Tell whether the day is a working day of the ordinary week."""
        return bool(self._day_hours(ordinal))

    def hours(self, ordinal):
        """Return the working hours of a day that is worked, as (from, to) in minutes.

        A day that has none in the ordinary week (a make-up workday) has those of an ordinary day:
        the hours that most days of the cycle have, of equally frequent ones the longest.
        """
        return self._day_hours(ordinal) or self._ordinary

    def closed_days(self, closures, first, last):
        """Return {ordinal: label} of days from first to last that closures cover wholly.

        ``closures``: (start, end, label) with naive local datetimes. Several closures may cover a
        day together. Part of a working day off leaves it a working day.
        """
        spans = sorted(
            (_minute(start), _minute(end, up=True), label) for start, end, label in closures
        )
        merged = _merge(spans)
        begins = [begin for begin, _end in merged]
        result = {}
        for begin, end, label in spans:
            low, high = max(begin // MINUTES, first), min((end - 1) // MINUTES, last)
            for ordinal in range(low, high + 1):
                if ordinal not in result and self._covered(ordinal, merged, begins):
                    result[ordinal] = label
        return result

    def open_hours(self, closures, first, last):
        """Return {ordinal: (hours left, label)} of days from first to last closed for a part.

        :param closures: as in :meth:`closed_days`
        """
        spans = sorted(
            (_minute(start), _minute(end, up=True), label) for start, end, label in closures
        )
        result = {}
        for begin, end, label in spans:
            low, high = max(begin // MINUTES, first), min((end - 1) // MINUTES, last)
            for ordinal in range(low, high + 1):
                hours, known = result.get(ordinal) or (self.hours(ordinal), "")
                midnight = ordinal * MINUTES
                left = _cut(hours, begin - midnight, end - midnight)
                if left != tuple(hours):
                    result[ordinal] = left, known or label
        return {ordinal: found for ordinal, found in result.items() if found[0]}

    def _covered(self, ordinal, merged, begins):
        midnight = ordinal * MINUTES
        for start, stop in self.hours(ordinal):
            index = bisect_right(begins, midnight + start) - 1
            if index < 0 or merged[index][1] < midnight + stop:
                return False
        return True


def _minute(moment, up=False):
    """Minutes since day 0; rounded up, 23:59:59 is midnight."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return moment.toordinal() * MINUTES + (ceil(seconds / 60) if up else int(seconds // 60))


def _cut(hours, begin, end):
    """Return periods without what lies between two minutes."""
    parts = [
        part
        for start, stop in hours
        for part in ((start, min(stop, begin)), (max(start, end), stop))
        if part[0] < part[1]
    ]
    return tuple(parts)


def _merge(spans):
    merged = []
    for begin, end, _label in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([begin, end])
    return merged

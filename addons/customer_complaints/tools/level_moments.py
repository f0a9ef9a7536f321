"""When which level of escalation is told of a clock."""

from typing import NamedTuple


class Level(NamedTuple):
    """What the job needs of a ``customer.complaint.level``."""

    id: int
    kind: str
    seconds: int
    target: str


class LevelMoments:
    """The moments at which the levels of one company are told.

    Thousands of clocks are due at the same moment, the end of a working day, so each moment is
    reckoned once.

    :param working: :class:`~.working_time.WorkingTime` of the company
    :param levels: list of :class:`Level`
    :param since: nothing from before is told; None: everything is
    """

    def __init__(self, working, levels, since):
        self._working, self._levels, self._since = working, levels, since or None
        self._known = {}

    def of(self, kind, due, start):
        """Return [(level, moment)] for a clock; nothing is told before it starts."""
        known = self._known.get((kind, due))
        if known is None:
            known = self._known[kind, due] = self._reckon(kind, due)
        return [(level, moment) for level, moment in known if level.seconds >= 0 or moment > start]

    def _reckon(self, kind, due):
        result = []
        for level in self._levels:
            if level.kind and level.kind != kind:
                continue
            moment = self._working.add(due, level.seconds) if level.seconds else due
            if not self._since or moment >= self._since:
                result.append((level, moment))
        return result

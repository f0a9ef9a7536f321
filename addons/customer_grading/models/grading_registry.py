"""How an addon adds measures: one decorated method on ``customer.grading.measure``."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytz
from odoo.addons.customer_base.tools.windows import window_start
from odoo.tools import SQL


@dataclass(frozen=True)
class Measure:
    """One figure of a customer.

    :param code: technical name, also the column of the query
    :param label: short name, lazily translated
    :param unit: money (company currency), count, days, percent, score or text
    :param definition: what exactly is counted, lazily translated
    :param empty: value of customers the query has no row for; None is unknown and meets no
        condition
    """

    code: str
    label: str
    unit: str
    definition: str
    empty: float | None = 0


@dataclass(frozen=True)
class Scope:
    """What the figures of a run are asked for.

    :param company: the company whose documents count
    :param until: as-of date, the last day of the window
    :param months: length of the window
    :param default_days: days after the due date from which an invoice is a default
    :param low, high: ids of the first and last customer, None without limit
    :param partners: ids of the only customers, None without limit
    :param wanted: codes of the measures asked for, None for all: a source need not read what only
        other measures stand on
    """

    company: object
    until: date
    months: int
    default_days: int = 90
    low: int | None = None
    high: int | None = None
    partners: tuple | None = None
    wanted: frozenset | None = None

    @property
    def start(self):
        """First day of the window."""
        return window_start(self.until, self.months)

    @property
    def before_start(self):
        """First day of the window of the same length before."""
        return window_start(self.until, 2 * self.months)

    def between(self, low, high):
        """Return the same scope for the customers from one id to another only."""
        return replace(self, low=low, high=high)

    def only(self, partner_ids):
        """Return the same scope for these customers only."""
        return replace(self, partners=tuple(partner_ids))

    def asking(self, codes):
        """Return the same scope for these measures only."""
        return replace(self, wanted=frozenset(codes))

    def wants(self, *codes):
        """Tell whether any of these measures is asked for."""
        return self.wanted is None or not self.wanted.isdisjoint(codes)

    def among(self, column):
        """Return the condition on the customer as SQL that begins with AND, or nothing."""
        parts = []
        if self.low is not None:
            parts.append(SQL(" AND %s BETWEEN %s AND %s", SQL(column), self.low, self.high))
        if self.partners is not None:
            parts.append(SQL(" AND %s = ANY(%s)", SQL(column), list(self.partners)))
        return SQL().join(parts)

    @property
    def moments(self):
        """Beginning and end of the window in the company's time zone, as stored (UTC)."""
        zone = self.company._workday_tz()
        return tuple(
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (self.start, self.until + timedelta(days=1))
        )


def measures(*provided, sequence=100):
    """Mark a method of ``customer.grading.measure`` as the source of these measures.

    People choose from all measures in the order of their sources, those of one source as given.

    The method gets a :class:`Scope` and returns the SQL of a query with a column ``partner_id``
    (commercial entity, once each) and one column for each measure, named by its code.
    """

    def mark(method):
        method._grading_measures = provided
        method._grading_sequence = sequence
        return method

    return mark

"""100,000 deadlines in one call, beside resource.calendar.plan_days.

Runs on a database with l10n_cn_workday, named as first argument or by ODOO_DB, and changes
nothing there: `./dev bench workday`.
"""

import random
import time
from datetime import date, datetime, timedelta
from statistics import median

from _common import Report, arguments, environment

DEADLINES = 100_000
PLANNED = 200
LIMITS = (1, 3, 5, 10, 30)
ROUNDS = 5
SHARE_OF_PLAN_DAYS = 0.1


def seconds(function):
    """Return (seconds, result) of one call."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def row(label, total, count):
    print(f"{label:<58} {total:8.3f} s {total / count * 1e6:10.1f} µs each")


def main():
    given = arguments(__doc__)
    report = Report()
    with environment(given, "workday.exception", "l10n_cn_workday") as env:
        run(env, report)
    report.finish()


def run(env, report):
    company = env.company
    random.seed(1)
    starts = [date(2024, 1, 1) + timedelta(random.randrange(1096)) for _ in range(DEADLINES)]
    limits = [random.choice(LIMITS) for _ in range(DEADLINES)]

    env.registry.clear_cache()
    queries = env.cr.sql_log_count
    cold, _result = seconds(lambda: company._workday_add(starts, limits))
    queries = env.cr.sql_log_count - queries
    warm, ends = zip(
        *(seconds(lambda: company._workday_add(starts, limits)) for _ in range(ROUNDS)),
        strict=True,
    )
    count, _result = seconds(
        lambda: company._workday_count(list(zip(starts, ends[0], strict=True)))
    )

    calendar = company.resource_calendar_id
    moments = [datetime.combine(day, datetime.min.time()) for day in starts[:PLANNED]]
    plan, planned = seconds(
        lambda: [
            calendar.plan_days(limit + 1, moment, compute_leaves=True)
            for moment, limit in zip(moments, limits, strict=False)
        ]
    )

    print(f"{DEADLINES:,} deadlines over 2024-2026, limits {LIMITS} working days")
    row(f"_workday_add, first call ({queries} queries)", cold, DEADLINES)
    row(f"_workday_add, days known (median of {ROUNDS})", median(warm), DEADLINES)
    row("_workday_count", count, DEADLINES)
    row(f"plan_days with time off, {PLANNED} deadlines", plan, PLANNED)
    ratio = (plan / PLANNED) / (median(warm) / DEADLINES)
    report.value("_workday_add beside plan_days", 1 / ratio, SHARE_OF_PLAN_DAYS, "x")
    print(f"plan_days takes {ratio:,.0f} times as long", end=" ")
    wrong = sum(
        moment.date() != end for moment, end in zip(planned, ends[0], strict=False) if moment
    )
    print(f"and is wrong for {wrong} of {PLANNED}: it knows neither holidays nor make-up workdays.")


if __name__ == "__main__":
    main()

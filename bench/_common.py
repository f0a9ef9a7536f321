"""What the benches share: arguments, an environment, measuring side by side, limits."""

import argparse
import os
import sys
import time
from contextlib import contextmanager

import odoo.tools
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

ROUNDS = 9


def arguments(doc, *flags):
    """Return the command line's options; `flags` are pairs of an option and its help."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("database", nargs="?", default=os.environ.get("ODOO_DB"))
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--invoices", type=int, help="ten for each customer if left out")
    for flag, text in flags:
        parser.add_argument(flag, action="store_true", help=text)
    given = parser.parse_args()
    given.invoices = given.invoices or given.customers * 10
    return given


@contextmanager
def environment(given, model, addon, **context):
    """Give a superuser's environment of the database, which needs `model` of `addon`."""
    if not given.database:
        sys.exit(f"Name a database: {sys.argv[0]} NAME, or set ODOO_DB.")
    conf = os.environ.get("ODOO_CONF")
    odoo.tools.config.parse_config(["-c", conf] if conf else [], setup_logging=False)
    with Registry(given.database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, context)
        if model not in env:
            sys.exit(f"{given.database} has no {addon}.")
        yield env
        cr.rollback()


def timed(function):
    """Return (seconds, result)."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def measure(env, *functions, rounds=ROUNDS):
    """Return [(milliseconds, queries)] of functions, caches of records cold.

    They take turns, and the fastest round of each counts: what else the machine does in the
    meantime slows some rounds down, never makes one faster.
    """
    times, queries = [[] for _function in functions], [0] * len(functions)
    for number in range(rounds + 1):
        for index, function in enumerate(functions):
            env.flush_all()
            env.invalidate_all()
            before = env.cr.sql_log_count
            seconds, _result = timed(function)
            queries[index] = env.cr.sql_log_count - before
            if number:  # the first round fills the caches that a server has filled
                times[index].append(seconds * 1000)
    return list(zip(map(min, times), queries, strict=True))


class Report:
    """Prints figures beside their limits; a limit passed makes the bench end with an error."""

    def __init__(self):
        self.over = []

    def value(self, label, value, limit, unit=""):
        """One figure, and the limit it is held to (None: for information)."""
        text = f"{label:<58} {value:10,.2f} {unit:<4}"
        if limit is None:
            print(text, flush=True)
            return
        sign = self._judge(label, value, limit)
        print(f"{text} (at most {limit:g}) {sign}", flush=True)

    def ratio(self, label, plain, ours, limit):
        """Ours beside the same without us, each (milliseconds, queries)."""
        ratio = ours[0] / plain[0]
        sign = self._judge(label, ratio, limit)
        print(
            f"{label:<46} plain {plain[0]:8.1f} ms {plain[1]:4d} q   ours {ours[0]:8.1f} ms "
            f"{ours[1]:4d} q   {ratio:5.2f} x (at most {limit:g}) {sign}",
            flush=True,
        )

    def _judge(self, label, value, limit):
        if value <= limit:
            return "ok"
        self.over.append(label)
        return "OVER"

    def finish(self):
        """End the program: an error code when a limit was passed."""
        if self.over:
            sys.exit("Over the limit: " + "; ".join(self.over))

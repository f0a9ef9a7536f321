"""Another day for Odoo and the tests: `./dev test --date YYYY-MM-DD`.

Debian's libfaketime moves the clock of what is started here by a fixed distance, so all processes
agree and time goes on. In the database Odoo's own test mode does the same to `now()`. What is built
on a day carries it in its stamp and has names of its own: it is never taken for today's.
"""

import datetime
import os
import re
from pathlib import Path

from . import debian
from .common import DEV, Stop, locked

UNPACKED = DEV / "faketime"
# China has no summer time: nine in the morning there is one in UTC, on the same day.
START = datetime.timedelta(hours=1)

_shift = None


def parse(text):
    """The moment (UTC) a run on a day starts with; a time of day in UTC may follow the day."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        hint = "write it as 2027-02-17, or with a time in UTC as 2027-02-16T18:00"
        raise Stop(f"{text!r} is no day: {hint}.") from error
    if moment.tzinfo:
        raise Stop(f"{text!r}: leave out the time zone, times are UTC.")
    if not 2020 <= moment.year <= 2037:
        raise Stop(f"{text!r}: choose a day from 2020 to 2037.")
    return moment if "T" in text or " " in text else moment + START


def set_day(text):
    """Move the clock of everything Odoo that this tool starts from now on."""
    global _shift
    moment = parse(text)
    with locked("setup", "Waiting for another set-up to finish"):
        debian.unpack_faketime(UNPACKED)
    _shift = moment - _now()


def _now():
    """The real moment (UTC), also for a tool that a run on another day started."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    moved = re.fullmatch(r"[+-]\d+", os.environ.get("FAKETIME", ""))
    return now - datetime.timedelta(seconds=int(moved[0]) if moved else 0)


def today():
    """The day it is for Odoo (UTC)."""
    if _shift is None:
        return datetime.datetime.now(datetime.timezone.utc).date()
    return (_now() + _shift).date()


def day():
    """The day that was set, as stamps carry it; empty for the real one."""
    return today().isoformat() if _shift is not None else ""


def environment():
    """What moves the clock of a process: nothing on the real day."""
    if _shift is None:
        return {}
    return {
        "LD_PRELOAD": str(_library()),
        "FAKETIME": f"{_shift.total_seconds():+.0f}",
        # Waiting and measuring go by the real clock, and so do the dates of files.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "ODOO_FAKETIME_TEST_MODE": "1",
        "PYTHONPATH": str(Path(__file__).with_name("faketime")),
        "TZ": "UTC",
    }


def browser_environment():
    """For what starts a browser: it does not run with the library, its pages are told instead."""
    if _shift is None:
        return {}
    return {**dict.fromkeys(environment(), ""), "CLOCK_SHIFT": f"{_shift.total_seconds():.0f}"}


def _library():
    found = sorted(Path(UNPACKED).glob("usr/lib/*/faketime/libfaketime.so.1"))
    if not found:
        raise Stop(f"There is no libfaketime for this machine ({os.uname().machine}) in Debian.")
    return found[0]

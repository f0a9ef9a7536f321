"""`./dev baseline`: Odoo's own tests fail in the same places with our addons as without them."""

import re

from . import databases, debian, odoo, testing
from .common import LOGS, Stop, say, step

# What ours extend or may come between.
MODULES = (
    "base",
    "mail",
    "hr",
    "hr_expense",
    "contacts",
    "sales_team",
    "sale",
    "sale_stock",
    "account",
    "l10n_cn",
)
# On both sides, so that browser tours can pass on either.
ASSETS = "customer_test_assets"
FAILURE = re.compile(r" ERROR \S+ odoo\.addons\.(\S+): (?:FAIL|ERROR): (.+?)\s*$")
# A class whose set-up fails: its tests are not run and not counted.
UNSET = re.compile(r" ERROR \S+ odoo\.tests\.suite: ERROR: (\w+) \(odoo\.addons\.(\S+)\)\s*$")
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
METHOD = re.compile(r"(\w+)\.(test_\w+)")


def main(arguments):
    """Run the tests on a plain database and on one with our addons; print and judge the difference.

    What differs is run once more on both, because browser tours fail by chance. Returns 1 when a
    test still fails only with our addons, or when fewer tests ran with them.
    """
    settings = odoo.ensure()
    modules = tuple(arguments) or MODULES
    unknown = [name for name in modules if not (odoo.library() / "odoo" / "addons" / name).is_dir()]
    if unknown:
        raise Stop(f"Odoo has no module {', '.join(unknown)}.")
    debian.install(testing.BROWSER_PACKAGES)
    databases.ensure_base(settings)
    databases.ensure_test(settings)
    tags = ",".join(f"/{module}" for module in modules)
    plain = _measure("plain", databases.BASE, modules, tags, settings)
    ours = _measure("ours", databases.TEST, modules, tags, settings)
    different = plain["failed"] ^ ours["failed"]
    again = sorted(filter(None, map(_tag, different)))
    if again:
        say(f"  {len(different)} differ and are run once more.")
        tags = ",".join(again)
        second_plain = _measure("plain-again", databases.BASE, modules, tags, settings)
        second_ours = _measure("ours-again", databases.TEST, modules, tags, settings)
        plain["failed"] |= second_plain["failed"]
        ours["failed"] &= (
            second_ours["failed"]
            | {name for name in different if not _tag(name)}
            | (plain["failed"] - different)
        )
    return _judge(plain, ours)


def _measure(title, template, modules, tags, settings):
    """Failures and number of tests of one run on a copy of a template."""
    database = f"baseline_{title.replace('-', '_')}"
    log = f"baseline-{title}.log"
    with step(f"Odoo's own tests, {title} (all of them: half an hour and more)"):
        databases.copy(template, database)
        try:
            odoo.call(
                [
                    "-c",
                    odoo.CONF,
                    "-d",
                    database,
                    "-i",
                    # the plain side too has what is measured
                    ",".join((ASSETS, *modules)),
                    "-u",
                    ",".join(modules),
                    "--test-tags",
                    tags,
                    "--http-port",
                    "0",
                    "--max-cron-threads",
                    "0",
                ],
                settings,
                log,
            )
        finally:
            databases.drop(database)
    text = (LOGS / log).read_text(errors="replace")
    totals = TOTAL.findall(text)
    if not totals:
        raise Stop(f"Odoo's tests did not come to an end (log: .dev/log/{log}).")
    return {"failed": _failed(text), "tests": int(totals[-1][2])}


def _failed(text):
    """Return the names of what failed by a log of Odoo's."""
    lines = text.splitlines()
    single = {
        f"{match[1].removesuffix('.tests')}: {match[2]}"
        for match in map(FAILURE.search, lines)
        if match
    }
    return single | {f"{match[2]}: {match[1]}" for match in map(UNSET.search, lines) if match}


def _tag(name):
    """Odoo's --test-tags form of a failure, or None when it is no single test (set-up)."""
    module = name.split(".", 1)[0]
    match = METHOD.search(name.split(": ", 1)[1])
    return f"/{module}:{match[1]}.{match[2]}" if match else None


def _judge(plain, ours):
    print(f"plain Odoo:       {len(plain['failed'])} of {plain['tests']} tests fail")
    print(f"with our addons:  {len(ours['failed'])} of {ours['tests']} tests fail")
    only_ours = sorted(ours["failed"] - plain["failed"])
    for title, names in (
        ("fail in both", sorted(plain["failed"] & ours["failed"])),
        ("fail only without our addons", sorted(plain["failed"] - ours["failed"])),
        ("fail only with our addons", only_ours),
    ):
        print(f"{len(names)} {title}")
        for name in names:
            print(f"  {name}")
    fewer = ours["tests"] < plain["tests"]
    if fewer:
        print("Fewer tests ran with our addons than without them.")
    return 1 if only_ours or fewer else 0

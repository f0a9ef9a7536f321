"""`./dev test`: lint, the addons' tests, tests/, the browser; one line of counts at the end.

Two lanes share the work (lanes.py). The addons' test files are packed into parts of about the same
length by the times of the last run; the demo database is built while the other lane tests.
"""

import contextlib
import os
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from functools import partial

from . import (
    changes,
    clock,
    databases,
    debian,
    fuzzing,
    lanes,
    lint,
    odoo,
    postgres,
    python_env,
    selection,
    serve,
    timings,
)
from .common import LOGS, ROOT, Stop, is_root, locked, say, stopping

BROWSER = ROOT / "tests" / "browser"
BROWSER_PACKAGES = {"chromium": "chromium", "fonts-noto-cjk": "", "wkhtmltopdf": "wkhtmltopdf"}
# pytest's options whose value is the next argument.
VALUED = {"-k", "-m", "-p", "-o", "-c", "-r", "-W", "--ignore", "--deselect"}
PYTEST_OK, PYTEST_EMPTY = 0, 5
BUILD, DEMO = "build ", "the demo database"
# How many parts the addons' tests are packed into at most, and the least worth a part (seconds):
# small parts even out between the lanes, but each loads Odoo anew.
PARTS, LEAST = 6, 90
# The fuzzer's part of a whole run: `./dev fuzz` does more.
FUZZ_MINUTES, FUZZ_SEED, FUZZ_CALLS = 3, 1, 4000


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list = field(default_factory=list)
    # Lanes report side by side.
    _lock: object = field(default_factory=threading.Lock, repr=False)

    def fail(self, text):
        """Something beside a test went wrong: it counts, and is repeated at the end."""
        with self._lock:
            self.failed += 1
            self.notes.append(text)
        say(f"  ✗ {text}")

    def succeed(self):
        """Something beside the tests that pytest runs went well."""
        with self._lock:
            self.passed += 1

    def add_report(self, path, code, title):
        """Add a pytest run from its JUnit report; a run without one is a failure itself."""
        try:
            report = ElementTree.parse(path).getroot()
        except (OSError, ElementTree.ParseError):
            self.fail(f"{title}: pytest ended with code {code} before it could report.")
            return
        # Counted one by one: the report's own totals take every subtest for a test.
        outcomes = {}
        for case in report.iter("testcase"):
            name = case.get("classname"), case.get("name")
            outcomes.setdefault(name, set()).update(child.tag for child in case)
        bad = sum(bool(found & {"failure", "error"}) for found in outcomes.values())
        skipped = sum(found == {"skipped"} for found in outcomes.values())
        with self._lock:
            self.passed += len(outcomes) - bad - skipped
            self.failed += bad
            self.skipped += skipped
        if code not in (PYTEST_OK, PYTEST_EMPTY) and not bad:
            self.fail(f"{title}: pytest ended with code {code}.")


def is_ci():
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def split_arguments(arguments):
    """Tell pytest's paths from its other arguments; returns (paths, others)."""
    paths, others = [], []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        plain = argument.split("::")[0]
        is_value = argument.startswith("-") or before in VALUED
        if plain and not is_value and (ROOT / plain).exists():
            paths.append(str((ROOT / plain).resolve().relative_to(ROOT)) + argument[len(plain) :])
        else:
            others.append(argument)
    return paths, others


def main(arguments, database, since=None):
    """Run what the arguments select (everything without paths); returns the exit code.

    `since` names a commit: then only what the changes after it can touch.
    """
    started = time.monotonic()
    paths, others = split_arguments(arguments)
    counts = Counts()
    settings = odoo.ensure()
    for lane in lanes.lanes(database):
        databases.check_ours(databases.check_name(lane.database))
    if since is None:
        selected, is_all = selection.test_files(paths or ("addons", "tests")), not paths
    else:
        selected, is_all = changes.test_files(since), True
        say(f"{len(selected)} test files can be touched by what changed.")
    jobs = _jobs(selected, others, settings, counts)
    if is_all:
        jobs.append(_lint_job(counts))
    if is_all and since is None and not clock.day():
        jobs.append(_fuzz_job(jobs, settings, counts))
    lanes.run(jobs, database, counts.fail)
    return _conclude(counts, time.monotonic() - started, may_be_empty=since is not None)


def _lint_job(counts):
    def work(_lane):
        for problem in lint.main([]):
            counts.fail(f"lint: {problem}")

    return lanes.Job("lint", work, first=True)


def _fuzz_job(jobs, settings, counts):
    """A sample of the fuzzer on the demo; it counts as one test, each finding as a failed one."""

    def work(lane):
        calls, findings = fuzzing.run(
            FUZZ_MINUTES,
            FUZZ_SEED,
            settings,
            database=f"{lane.database}_fuzz",
            calls=FUZZ_CALLS,
        )
        for finding in findings:
            counts.fail(f"fuzz: {finding}")
        if not calls:
            counts.fail("fuzz: no call was made.")
        elif not findings:
            counts.succeed()

    needs = tuple(job for job in jobs if job.title == BUILD + DEMO)
    # early: as the last one it would keep one lane waiting for the other
    return lanes.Job("fuzz sample", work, 60.0 * FUZZ_MINUTES + 60, needs, first=True)


def _conclude(counts, seconds, may_be_empty=False):
    if counts.passed + counts.failed == 0 and not may_be_empty:
        counts.fail("No test was run.")
    if counts.notes:
        say("\nBeside single tests, this failed:")
        for note in counts.notes:
            say(f"  ✗ {note}")
    say(f"\nTested in {seconds:.0f} s; reports and logs are in .dev/log.")
    skipped = f", {counts.skipped} skipped" if counts.skipped else ""
    print(f"{counts.passed} passed, {counts.failed} failed{skipped}", flush=True)
    return 1 if counts.failed else 0


def _jobs(selected, others, settings, counts):
    """The jobs that run the selected files (or single tests), with the builds they need."""
    known = timings.seconds(selected)
    by_kind = {
        kind: [path for path in selected if selection.kind_of(path) == kind]
        for kind in selection.KINDS
    }
    if by_kind["browser"] and not _browser_ready(counts):
        by_kind["browser"] = []
    jobs = []

    def add(title, files, make_work, needs=()):
        work = make_work([*files, *others], settings, counts)
        jobs.append(lanes.Job(title, work, sum(known[path] for path in files), tuple(needs)))

    if by_kind["tools"]:
        add("tools", by_kind["tools"], _tools_work)
    if by_kind["addons"]:
        building = _building("the test database", databases.ensure_test, settings, counts)
        jobs.append(building)
        parts = timings.parts(by_kind["addons"], known, PARTS, LEAST)
        for number, files in enumerate(parts, 1):
            work = partial(_odoo_work, f"addons-{number}", databases.TEST)
            add(f"addons {number} of {len(parts)}", files, work, [building])
    if by_kind["demo"] or by_kind["browser"]:
        building = _building(DEMO, databases.ensure_demo, settings, counts)
        jobs.append(building)
        if by_kind["demo"]:
            work = partial(_odoo_work, "demo", databases.DEMO)
            add("demo", by_kind["demo"], work, [building])
        if by_kind["browser"]:
            add("browser", by_kind["browser"], _browser_work, [building])
    return jobs


def _building(what, ensure, settings, counts):
    """The job that has a template ready; what Odoo complains of in our addons counts."""

    def work(_lane):
        for line in ensure(settings):
            counts.fail(f"Odoo complained while installing {what}: {line}")

    return lanes.Job(BUILD + what, work, first=True)


def _odoo_work(title, template, arguments, settings, counts):
    """Tests inside Odoo, on a copy of a template."""

    def work(lane):
        with _copied(databases.template(template), lane.database) as database:
            code, report = _pytest(lane, title, arguments, settings, database)
        counts.add_report(report, code, title)

    return work


def _tools_work(arguments, settings, counts):
    """Tests without Odoo around them; those that need a database make their own."""

    def work(lane):
        code, report = _pytest(lane, "tools", ["-p", "no:odoo", *arguments], settings, plain=True)
        counts.add_report(report, code, "tools")

    return work


def _browser_work(arguments, settings, counts):
    """Chromium on a server of its own, on a copy of the demo."""

    def work(lane):
        port = serve.free_port()
        # The nightly cleaning goes by the real dates of files: on another day it ends all sessions.
        options = ["--max-cron-threads", "0"] if clock.day() else []
        with (
            _copied(databases.template(databases.DEMO), lane.database) as database,
            serve.server(database, port, settings, "browser-server.log", *options) as (url, _),
        ):
            code, report = _pytest(
                lane,
                "browser",
                ["-p", "no:odoo", *arguments],
                settings,
                database,
                plain=True,
                ODOO_URL=url,
                **clock.browser_environment(),
            )
        counts.add_report(report, code, "browser")

    return work


def _browser_ready(counts):
    """Whether Chromium is there; says why not, and in CI that is a failure."""
    missing = debian.install(BROWSER_PACKAGES)
    if not missing:
        return True
    if is_ci() or is_root():
        counts.fail(f"The browser tests lack {' and '.join(missing)} (could not be installed).")
    else:
        tests = sum(path.read_text().count("\ndef test_") for path in BROWSER.glob("test_*.py"))
        counts.skipped += tests
        say(
            f"\n  ! The browser tests are skipped: {' and '.join(missing)} is missing and only "
            "root can install it."
        )
    return False


@contextlib.contextmanager
def _copied(template, name):
    """A copy of a template for the time of a run, so that tests spoil nothing."""
    databases.check_name(name)
    with locked(f"db-{name}", f"Waiting for another test run on {name}"):
        databases.copy(template, name)
        try:
            yield name
        finally:
            databases.drop(name)


def _pytest(lane, title, arguments, settings, database="", plain=False, **more):
    """Run pytest to its end, its output shown; returns (exit code, path of the JUnit report)."""
    report = LOGS / f"pytest-{title}-{lane.database}.xml"
    report.unlink(missing_ok=True)
    command = [str(python_env.PYTHON), "-m", "pytest", f"--junitxml={report}", "-rfEs"]
    if not plain:
        command += [
            f"--odoo-config={odoo.CONF}",
            f"--odoo-database={database}",
            "--odoo-http",
            "--odoo-log-level=error",
        ]
    environ = odoo.process_environment(
        settings, **{**odoo.environment(settings, database=database), **more}
    )
    environ["PATH"] = f"{postgres.programs()}{os.pathsep}{environ['PATH']}"
    code = lanes.show(lane, [*command, *arguments], cwd=ROOT, env=environ)
    if stopping.is_set():
        raise Stop("Interrupted.")
    timings.remember(report)
    return code, report

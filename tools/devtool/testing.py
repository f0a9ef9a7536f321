"""`./dev test`: lint, the addons' tests, tests/, the browser; one line of counts at the end."""

import contextlib
import os
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from . import databases, debian, lint, odoo, postgres, python_env, serve
from .common import ADDONS, LOGS, ROOT, Background, Stop, is_root, locked, run_child, say

BROWSER = ROOT / "tests" / "browser"
BROWSER_PACKAGES = {"chromium": "chromium", "fonts-noto-cjk": "", "wkhtmltopdf": "wkhtmltopdf"}
# pytest's options whose value is the next argument.
VALUED = {"-k", "-m", "-p", "-o", "-c", "-r", "-W", "--ignore", "--deselect"}
PYTEST_OK, PYTEST_EMPTY = 0, 5


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list = field(default_factory=list)

    def fail(self, text):
        """Something beside a test went wrong: it counts, and is repeated at the end."""
        self.failed += 1
        self.notes.append(text)
        say(f"  ✗ {text}")

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
            paths.append(str((ROOT / plain).resolve().relative_to(ROOT)) + argument[len(plain):])
        else:
            others.append(argument)
    return paths, others


def in_browser_run(path):
    return path.startswith("tests/browser")


def in_demo_run(path):
    return path.startswith(f"addons/{databases.DEMO_ADDON}")


def main(arguments, database):
    """Run what the arguments select (everything without paths); returns the exit code."""
    started = time.monotonic()
    paths, others = split_arguments(arguments)
    counts = Counts()
    settings = odoo.ensure()
    # Two things at a time: lint beside the first installation, the second beside the tests.
    linting = None if paths else Background(lint.main, [])
    run_addons = _run_addons(paths, others, database, settings, counts)
    if linting:
        for problem in linting.result():
            counts.fail(f"lint: {problem}")
    run_demo = _run_demo(paths, others, f"{database}_demo", settings, counts)
    for run in (run_addons, run_demo):
        run()
    return _conclude(counts, time.monotonic() - started)


def _conclude(counts, seconds):
    if counts.passed + counts.failed == 0:
        counts.fail("No test was run.")
    if counts.notes:
        say("\nBeside single tests, this failed:")
        for note in counts.notes:
            say(f"  ✗ {note}")
    say(f"\nTested in {seconds:.0f} s; reports and logs are in .dev/log.")
    skipped = f", {counts.skipped} skipped" if counts.skipped else ""
    print(f"{counts.passed} passed, {counts.failed} failed{skipped}", flush=True)
    return 1 if counts.failed else 0


def _nothing():
    """A run that has nothing to do."""


def _run_addons(paths, others, database, settings, counts):
    """Build the database without demo data; returns the run of every addon's tests and tests/."""
    wanted = [path for path in paths if not in_browser_run(path) and not in_demo_run(path)]
    if paths and not wanted:
        return _nothing
    if not paths:
        wanted = [
            str(ADDONS.relative_to(ROOT) / name) for name in databases.own_addons()
            if (ADDONS / name / "tests").is_dir()
        ]
        wanted += ["tests"] if any((ROOT / "tests").rglob("test_*.py")) else []
    try:
        for line in databases.ensure_test(settings):
            counts.fail(f"Odoo complained while installing: {line}")
    except Stop as problem:
        counts.fail(str(problem))
        return _nothing

    def run():
        say("\nAddons and tests/")
        with _copied(databases.TEST, database):
            arguments = [*wanted, "--ignore=tests/browser", *others]
            code, report = _pytest("addons", arguments, settings, database)
        counts.add_report(report, code, "addons and tests/")

    return run


def _run_demo(paths, others, database, settings, counts):
    """Start building the demo database; returns the run of the demo's and the browser's tests."""
    in_demo = [path for path in paths if in_demo_run(path)]
    in_browser = [path for path in paths if in_browser_run(path)]
    if not paths:
        own = ADDONS / databases.DEMO_ADDON / "tests"
        in_demo = [str(own.relative_to(ROOT))] if own.is_dir() else []
        in_browser = ["tests/browser"] if any(BROWSER.glob("test_*.py")) else []
    if in_browser and not _browser_ready(counts):
        in_browser = []
    if not in_demo and not in_browser:
        return _nothing
    building = Background(databases.ensure_demo, settings)

    def run():
        say("\nDemo and browser")
        try:
            for line in building.result():
                counts.fail(f"Odoo complained while installing with demo data: {line}")
        except Stop as problem:
            counts.fail(str(problem))
            return
        if in_demo:
            with _copied(databases.DEMO, database):
                code, report = _pytest("demo", [*in_demo, *others], settings, database)
            counts.add_report(report, code, "demo")
        if in_browser:
            with _copied(databases.DEMO, database):
                _run_browser([*in_browser, *others], settings, database, counts)

    return run


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
        say(f"\n  ! The browser tests are skipped: {' and '.join(missing)} is missing and only "
            "root can install it.")
    return False


def _run_browser(arguments, settings, database, counts):
    try:
        with serve.server(database, serve.free_port(), settings, "browser-server.log") as (url, _):
            code, report = _pytest(
                "browser", ["-p", "no:odoo", *arguments], settings, database,
                plain=True, ODOO_URL=url,
            )
    except Stop as problem:
        counts.fail(str(problem))
        return
    counts.add_report(report, code, "browser")


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


def _pytest(title, arguments, settings, database, plain=False, **more):
    """Run pytest to its end, its output shown; returns (exit code, path of the JUnit report)."""
    report = LOGS / f"pytest-{title}.xml"
    report.unlink(missing_ok=True)
    command = [str(python_env.PYTHON), "-m", "pytest", f"--junitxml={report}", "-rfEs"]
    if not plain:
        command += [
            f"--odoo-config={odoo.CONF}", f"--odoo-database={database}", "--odoo-http",
            "--odoo-log-level=error",
        ]
    environ = odoo.process_environment(
        settings, **{**odoo.environment(settings, database=database), **more}
    )
    environ["PATH"] = f"{postgres.programs()}{os.pathsep}{environ['PATH']}"
    return run_child([*command, *arguments], cwd=ROOT, env=environ), report

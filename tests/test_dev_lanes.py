"""Two lanes: who does what, what is shown, how it ends; which tests a change can touch."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest
from devtool import (
    changes,
    clock,
    common,
    databases,
    lanes,
    odoo,
    selection,
    testing,
    timings,
)
from devtool.common import Stop


def run(jobs, database="x"):
    problems = []
    lanes.run(jobs, database, problems.append)
    return problems


def test_two_jobs_at_once_on_two_databases():
    """Each of two jobs waits for the other to have begun: one lane alone would never end."""
    met, seen = threading.Barrier(2, timeout=20), set()

    def work(lane):
        met.wait()
        seen.add(lane.database)

    assert run([lanes.Job("one", work), lanes.Job("two", work)]) == []
    assert seen == {"x", "x_b"}


def test_builds_first_then_the_longest():
    """With one lane busy the other takes what was planned: builds, then by length."""
    done, others_done = [], threading.Event()

    def work(name):
        def note(_lane):
            done.append(name)
            if name == "short":
                others_done.set()

        return note

    build = lanes.Job("build", work("build"), first=True)
    jobs = [
        lanes.Job("short", work("short"), 1.0),
        lanes.Job("long", work("long"), 9.0, (build,)),
        lanes.Job("middle", work("middle"), 5.0),
        lanes.Job("busy", lambda _lane: others_done.wait(20), 99.0, first=True),
        build,
    ]
    assert run(jobs) == []
    assert done == ["build", "long", "middle", "short"]


def test_what_needs_a_failed_build_is_not_run():
    done = []

    def fail(_lane):
        raise Stop("The addons could not be installed.")

    build = lanes.Job("build", fail, first=True)
    jobs = [
        build,
        lanes.Job("tests", lambda _lane: done.append("tests"), 5.0, (build,)),
        lanes.Job("other", lambda _lane: done.append("other")),
    ]
    assert run(jobs) == ["The addons could not be installed."]
    assert done == ["other"]


WRITER = """
import sys, time
print("=== test session starts ===")
for number in range(30):
    for part in ("file", str(number), " ok"):
        sys.stdout.write(part); sys.stdout.flush()
        time.sleep(0.002)
    print()
print("=== FAILURES ===")
for number in range(30):
    print("detail", number, flush=True)
    time.sleep(0.005)
"""


def test_lines_of_two_lanes_never_mix(capfd):
    """Every line is whole and says whose it is; a lane's closing report stands in one piece."""
    command = [sys.executable, "-c", WRITER]
    assert run([lanes.Job(n, lambda lane: lanes.show(lane, command)) for n in "12"]) == []
    lines = capfd.readouterr().out.splitlines()
    pattern = re.compile(r"[ab] │ (=== .* ===|file\d+ ok|detail \d+)")
    assert [line for line in lines if not pattern.fullmatch(line)] == []
    assert len(lines) == 2 * 62
    ends = [line for line in lines if "detail" in line or "FAILURES" in line]
    letters = [line[0] for line in ends]
    assert letters in (["a"] * 31 + ["b"] * 31, ["b"] * 31 + ["a"] * 31)


INTERRUPTED = """
import os, sys
sys.path.insert(0, {tools!r})
from devtool import cli, lanes
def work(lane):
    try:
        lanes.show(lane, [sys.executable, "-c",
                   "import os, time; print(os.getpid(), flush=True); time.sleep(120)"])
    finally:
        # one system call: Python's own output loses lines that two threads write at once
        os.write(1, f"dropped {{lane.database}}\\n".encode())
cli.COMMANDS["wait"] = lambda arguments: lanes.run(
    [lanes.Job("1", work), lanes.Job("2", work), lanes.Job("3", work)], "x", print)
sys.exit(cli.main(["wait"]))
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_ends_both_lanes(root, number, code):
    """Ctrl-C ends what both lanes run, lets them clean up, and starts nothing new."""
    tool = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED.format(tools=str(root / "tools"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    children = [int(tool.stdout.readline().rpartition(" ")[2]) for _lane in lanes.NAMES]
    started = time.monotonic()
    tool.send_signal(number)
    output, _nothing = tool.communicate(timeout=60)
    assert tool.returncode == code
    assert time.monotonic() - started < 20
    assert sorted(output.splitlines()) == ["dropped x", "dropped x_b"]
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_parts_hold_every_file_once_and_are_even():
    known = {f"f{number}": float(number) for number in range(1, 40)}
    found = timings.parts(list(known), known, 6, 90)
    assert sorted(path for part in found for path in part) == sorted(known)
    lengths = [sum(known[path] for path in part) for part in found]
    assert len(lengths) == 6 and max(lengths) - min(lengths) < 10


def test_a_short_run_is_one_part():
    """Each part loads Odoo anew, which a few quick files are not worth."""
    known = dict.fromkeys("abc", 10.0)
    assert timings.parts(list("abc"), known, 6, 90) == [["a", "b", "c"]]


def test_times_are_kept_and_strangers_estimated(monkeypatch, tmp_path):
    """The times of a run are the next one's plan; a new file counts by its size."""
    for module in (timings, selection):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(timings, "OWN", tmp_path / "own.json")
    monkeypatch.setattr(timings, "COMMITTED", tmp_path / "committed.json")
    folder = tmp_path / "addons" / "x" / "tests"
    folder.mkdir(parents=True)
    (folder / "test_a.py").write_text("line\n" * 10)
    (folder / "test_b.py").write_text("line\n" * 20)
    report = tmp_path / "r.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase classname="addons.x.tests.test_a.TestA" name="one" time="1.5"/>'
        '<testcase classname="addons.x.tests.test_a" name="two" time="2.5"/>'
        '<testcase classname="addons.x.tests.test_b" name="frozen" time="1773186198.9"/>'
        '<testcase classname="addons.x.tests.test_b" name="four" time="0.1"/>'
        '<testcase classname="gone.test_c.TestC" name="three" time="9"/></testsuite></testsuites>'
    )
    timings.remember(report)
    assert json.loads((tmp_path / "own.json").read_text()) == {"addons/x/tests/test_a.py": 4.0}
    paths = selection.test_files(["addons"])
    assert paths == ["addons/x/tests/test_a.py", "addons/x/tests/test_b.py"]
    assert timings.seconds(paths) == {paths[0]: 4.0, paths[1]: 8.0}
    assert timings.seconds([f"{paths[0]}::TestA::one"]) == {f"{paths[0]}::TestA::one": 4.0}


def test_everything_is_run_once():
    """Every test file of the project belongs to exactly one job."""
    selected = selection.test_files(("addons", "tests"))
    counts = testing.Counts()
    jobs = testing._jobs(
        [path for path in selected if selection.kind_of(path) != "browser"], [], {}, counts
    )
    titles = [job.title for job in jobs]
    assert {"tools", "demo", "build the test database", "build the demo database"} < set(titles)
    assert any(title.startswith("addons 1 of") for title in titles)
    expected = sum(
        timings.seconds(
            [path for path in selected if selection.kind_of(path) != "browser"]
        ).values()
    )
    assert sum(job.seconds for job in jobs) == pytest.approx(expected)


def test_tests_right_in_tests_are_run_where_they_belong():
    """Contracts of all addons need Odoo around them, tests of the tools do not."""
    assert selection.kind_of("tests/test_dev_lanes.py") == "tools"
    assert selection.kind_of("tests/test_contracts.py::TestContracts::test_x") == "addons"
    assert selection.kind_of("tests/browser/test_demo.py") == "browser"
    assert selection.kind_of("addons/customer_demo/tests/test_demo.py") == "demo"


def test_the_fuzzer_runs_only_where_minutes_are_named(monkeypatch):
    monkeypatch.delenv("FUZZ_MINUTES", raising=False)
    sample = "tests/fuzz/test_sample.py"
    assert sample not in selection.test_files(["tests"])
    assert selection.test_files([sample]) == [sample]
    monkeypatch.setenv("FUZZ_MINUTES", "1")
    assert sample in selection.test_files(["tests"])


def test_a_change_touches_what_builds_on_it():
    """An addon's code: its own tests, those of the addons above it, demo, browser, install."""
    touched = changes.select(["addons/customer_grading/models/customer_grading_run.py"])
    addons = {path.split("/")[1] for path in touched if path.startswith("addons/")}
    assert {"customer_grading", "customer_demo"} <= addons
    assert not {"customer_base", "customer_approval", "customer_development"} & addons
    assert "tests/browser/test_screens.py" in touched
    assert "tests/test_install_uninstall.py" in touched
    assert "tests/test_dev.py" not in touched


def test_a_change_of_approvals_touches_its_test_addon():
    touched = changes.select(["addons/customer_approval/models/approval.py"])
    assert any(path.startswith("tests/test_support/test_customer_approval/") for path in touched)
    assert any(path.startswith("addons/customer_development/") for path in touched)
    assert not any(path.startswith("addons/l10n_cn_workday/") for path in touched)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("README.md", []),
        ("addons/customer_base/i18n/zh_CN.po", []),
        ("addons/customer_base/tests/test_file.py", ["addons/customer_base/tests/test_file.py"]),
        ("addons/customer_base/tests/test_gone_long_ago.py", []),
        ("i18n/glossary.csv", ["tests/test_i18n_tool.py"]),
    ],
)
def test_a_change_that_touches_little(changed, expected):
    assert changes.select([changed]) == expected


def test_a_change_of_the_tool_touches_its_tests():
    touched = changes.select(["tools/devtool/lanes.py"])
    assert {"tests/test_dev.py", "tests/test_install_uninstall.py"} < set(touched)
    assert not any(path.startswith("addons/") for path in touched)


def test_nothing_changed_is_no_failure(capsys):
    assert testing._conclude(testing.Counts(), 0, may_be_empty=True) == 0
    assert capsys.readouterr().out == "0 passed, 0 failed\n"


@pytest.fixture
def another_day(monkeypatch):
    """The clock of what is started stands on Spring Festival's day."""
    odoo.ensure()
    monkeypatch.setattr(clock, "_shift", None)
    clock.set_day("2027-02-17")


def test_the_day_reaches_what_is_started(another_day):
    """F-19: Odoo's processes and this tool's stamps live on the day; time goes on there."""
    code = "import datetime, time; print(datetime.datetime.now().date()); time.sleep(0.1)"
    output = subprocess.check_output(
        [sys.executable, "-c", code], text=True, env=odoo.process_environment({})
    )
    assert output.strip() == "2027-02-17" == clock.today().isoformat()


def test_what_is_built_on_a_day_is_never_todays(another_day, monkeypatch):
    """F-19: templates of another day have their own name, and its stamp tells the day."""
    built = []
    monkeypatch.setattr(databases, "stamp", lambda name: built.append(name) or "wanted")
    for name in ("copy", "rename", "set_stamp", "ensure_base"):
        monkeypatch.setattr(databases, name, lambda *arguments: built.append(arguments))
    databases._build(databases.TEST, "wanted", {}, lambda _fresh: None)
    stamp = common.digest("wanted", "2027-02-17")
    assert built[0] == "tpl_test_at"
    assert ("tpl_test_at_new", stamp) in built and stamp != "wanted"
    assert ("tpl_test_at_new", "tpl_test_at") in built


def test_without_a_day_nothing_is_moved():
    assert clock.environment() == {}
    assert databases.template(databases.TEST) == databases.TEST

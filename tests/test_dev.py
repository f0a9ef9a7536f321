"""The tool: what it prints for programs and the sentences it stops with."""

import os
import shlex
import socket
import subprocess
import sys
import time

import pytest
from devtool import baseline, cli, common, databases, debian, lint, odoo, postgres, serve, testing
from devtool.common import Stop, digest_tree, read_stamp, write_stamp


def dev(root, environment, *arguments, **more):
    """Run ./dev as a user does; returns (exit code, stdout, stderr)."""
    result = subprocess.run(
        [sys.executable, str(root / "dev"), *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**environment, **more},
        cwd="/",
        check=False,
        timeout=300,
    )
    return result.returncode, result.stdout, result.stderr


def make_odoo(folder, version):
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"version_info = ({version}, 0, FINAL, 0, '')\n")
    return folder


def test_help_lists_every_command(root, dev_environment):
    code, stdout, _stderr = dev(root, dev_environment, "help")
    assert code == 0
    assert [name for name in cli.COMMANDS if f"./dev {name}" not in stdout] == []


def test_unknown_command(root, dev_environment):
    code, stdout, stderr = dev(root, dev_environment, "tset")
    assert (code, stdout) == (2, "")
    assert "there is no command 'tset'" in stderr


def test_env_prints_lines_a_shell_reads(root, dev_environment):
    code, stdout, stderr = dev(root, dev_environment, "env", "--port", "8123", "--db", "mine")
    assert code == 0, stderr
    values = dict(shlex.split(line)[0].split("=", 1) for line in stdout.splitlines())
    assert values["ODOO_URL"] == "http://127.0.0.1:8123"
    assert values["ODOO_DB"] == "mine"
    assert {"ODOO_PYTHON", "ODOO_BIN", "ODOO_CONF", "ODOO_ADDONS_PATH"} < set(values)
    assert {"PGHOST", "PGPORT", "PGUSER"} < set(values)


def test_odoo_starts_as_program_and_through_python(root, dev_environment):
    _code, stdout, _stderr = dev(root, dev_environment, "env")
    values = dict(shlex.split(line)[0].split("=", 1) for line in stdout.splitlines())
    for command in ([values["ODOO_BIN"]], [values["ODOO_PYTHON"], values["ODOO_BIN"]]):
        output = subprocess.check_output([*command, "--version"], text=True, cwd="/")
        assert output.strip() == "Odoo Server 19.0"


def test_odoo_dir_that_is_none(root, dev_environment, tmp_path):
    code, _stdout, stderr = dev(root, dev_environment, "env", ODOO_DIR=str(tmp_path))
    assert code == 1
    assert f"ODOO_DIR is not an Odoo 19: there is no odoo/release.py in {tmp_path}." in stderr


def test_odoo_dir_of_another_version(root, dev_environment, tmp_path):
    make_odoo(tmp_path, "17, 0")
    code, _stdout, stderr = dev(root, dev_environment, "env", ODOO_DIR=str(tmp_path))
    assert code == 1
    assert f"ODOO_DIR must be an Odoo 19.0, and {tmp_path} is 17.0." in stderr


def test_odoo_dir_is_used(monkeypatch, tmp_path):
    make_odoo(tmp_path, "19, 0")
    monkeypatch.setenv("ODOO_DIR", str(tmp_path))
    assert odoo.library() == tmp_path


def test_port_taken(root, dev_environment):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        code, _stdout, stderr = dev(root, dev_environment, "demo", "--port", port)
    assert code == 1
    assert f"Port {port} is taken" in stderr and "--port" in stderr


@pytest.mark.parametrize("port", ["0", "65536", "web", "-1", "８０"])
def test_no_port(port):
    with pytest.raises(Stop, match="no port number"):
        serve.check_port(port)


@pytest.mark.parametrize("name", ["", "a b", 'x"; DROP', "-x", "a" * 64])
def test_no_database_name(name):
    with pytest.raises(Stop, match="no database name"):
        databases.check_name(name)


def test_option_without_value(root, dev_environment):
    code, _stdout, stderr = dev(root, dev_environment, "demo", "--port")
    assert code == 1
    assert "--port needs a value." in stderr


def test_wrong_python(root, tmp_path):
    """The launcher, told it runs on Python 3.9 with no better one about, says what it needs."""
    script = (
        "import sys, runpy; sys.version_info = (3, 9, 2);"
        f"sys.argv = ['dev', 'help']; runpy.run_path({str(root / 'dev')!r}, run_name='__main__')"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path)},
    )
    assert result.returncode == 1
    assert "Odoo 19 needs Python 3.10 to 3.13, and only Python 3.9 was found" in result.stderr


def test_no_debian_source(monkeypatch):
    monkeypatch.setattr(debian, "_deb822_stanzas", lambda: iter(()))
    monkeypatch.setattr(debian, "_one_line_stanzas", lambda: iter(()))
    with pytest.raises(Stop, match="No Debian source"):
        debian.machine_source()


def test_source_is_the_release_not_security(monkeypatch):
    key = {"types": "deb", "components": "main", "signed-by": "/keys/a.gpg"}
    stanzas = [
        {**key, "uris": "http://mirror/debian-security", "suites": "bookworm-security"},
        {**key, "uris": "http://mirror/old", "suites": "bookworm", "enabled": "no"},
        {**key, "uris": "http://mirror/debian", "suites": "bookworm bookworm-updates"},
    ]
    monkeypatch.setattr(debian, "_deb822_stanzas", lambda: iter(stanzas))
    assert debian.machine_source() == ("http://mirror/debian", "/keys/a.gpg")


def test_no_network(monkeypatch, tmp_path):
    def refuse(*_arguments, **_options):
        raise Stop("apt-get failed.\nErr:1 http://mirror sid InRelease: Could not resolve")

    monkeypatch.setattr(debian, "run", refuse)
    with pytest.raises(Stop, match="package server could not be reached"):
        debian._apt(["update"], [])


def test_stamp_only_when_finished(tmp_path):
    stamp = tmp_path / "x.stamp"
    assert read_stamp(stamp) == ""
    write_stamp(stamp, "abc")
    assert read_stamp(stamp) == "abc"
    assert os.listdir(tmp_path) == ["x.stamp"]


def test_digest_sees_content_names_and_leaves_tests_out(tmp_path):
    addon = tmp_path / "addon"
    (addon / "tests").mkdir(parents=True)
    (addon / "a.py").write_text("1")
    first = digest_tree([addon], ("tests",))
    (addon / "tests" / "test_a.py").write_text("changed")
    assert digest_tree([addon], ("tests",)) == first
    (addon / "a.py").rename(addon / "b.py")
    second = digest_tree([addon], ("tests",))
    (addon / "b.py").write_text("2")
    assert len({first, second, digest_tree([addon], ("tests",))}) == 3


def test_counts_a_crash_as_a_failure(tmp_path):
    counts = testing.Counts()
    counts.add_report(tmp_path / "missing.xml", 3, "addons")
    assert (counts.passed, counts.failed) == (0, 1)


def test_counts_add_up(tmp_path):
    report = tmp_path / "r.xml"
    report.write_text(
        '<testsuites><testsuite tests="99" failures="0"><testcase classname="A" name="good"/>'
        '<testcase classname="A" name="bad"><failure/></testcase>'
        '<testcase classname="A" name="torn"><error/></testcase>'
        '<testcase classname="A" name="good in the test, bad in the end"/>'
        '<testcase classname="A" name="good in the test, bad in the end"><error/></testcase>'
        '<testcase classname="A" name="left out"><skipped/></testcase></testsuite></testsuites>'
    )
    counts = testing.Counts()
    counts.add_report(report, 1, "addons")
    assert (counts.passed, counts.failed, counts.skipped) == (1, 3, 1)


@pytest.mark.parametrize("code", [1, 2, 3, 139])
def test_counts_a_run_that_fails_without_a_failed_test(tmp_path, code):
    report = tmp_path / "r.xml"
    report.write_text('<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>')
    counts = testing.Counts()
    counts.add_report(report, code, "addons")
    assert (counts.passed, counts.failed) == (1, 1)


def test_no_test_is_a_failure(capsys):
    assert testing._conclude(testing.Counts(), 0) == 1
    assert capsys.readouterr().out == "0 passed, 1 failed\n"


def test_arguments_are_told_apart():
    paths, others = testing.split_arguments(
        ["-k", "tests", "tests/test_dev.py::test_help", "--maxfail=1", "addons"]
    )
    assert paths == ["tests/test_dev.py::test_help", "addons"]
    assert others == ["-k", "tests", "--maxfail=1"]


def test_log_problems_are_ours_only(monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "manifests", lambda *_folder: {"customer_x": {}})
    log = tmp_path / "install.log"
    start = "2026-01-01 00:00:00,000 1 "
    log.write_text(
        f"{start}WARNING db odoo.addons.customer_x.models.a: wrong\n"
        f"{start}WARNING db odoo.modules.loading: addon customer_x: deprecated\n"
        f"{start}WARNING db odoo.addons.mail: not ours\n"
        f"{start}INFO db odoo.modules.loading: loading customer_x\n"
    )
    assert [line.split(": ", 1)[1] for line in databases.log_problems(log)] == [
        "wrong",
        "addon customer_x: deprecated",
    ]


def test_lint_wants_the_words_of_a_refusal():
    bare = "self.assert" + "Raises"
    assert lint.WORDLESS.search(f"with {bare}(AccessError):")
    assert lint.WORDLESS.search(f"with {bare}(UserError, msg=role), self.subTest():")
    assert not lint.WORDLESS.search(f"with {bare}(UserError) as caught:")
    assert not lint.WORDLESS.search(f"with {bare}Regex(UserError, 'is missing'):")
    assert not lint.WORDLESS.search(f"with {bare}(CheckViolation):")


def test_lint_counts_lines_without_the_docstring(tmp_path, monkeypatch):
    monkeypatch.setattr(lint, "ROOT", tmp_path)
    path = tmp_path / "a.py"
    body = "    x = 1\n"
    path.write_text("def short():\n" + '    """One.\n\n    Two.\n    """\n' + body * 39)
    assert lint._long_functions(path) == []
    path.write_text("def long():\n" + body * 40)
    assert lint._long_functions(path) == ["a.py:1: long has 41 lines, at most 40"]


@pytest.fixture
def one_browser_test(monkeypatch, tmp_path):
    """Chromium is missing and can't be installed; there is one browser test."""
    (tmp_path / "test_a.py").write_text("\ndef test_a(login):\n    login('admin')\n")
    monkeypatch.setattr(testing, "BROWSER", tmp_path)
    monkeypatch.setattr(debian, "install", lambda packages: ["chromium"])
    monkeypatch.delenv("CI", raising=False)


def test_browser_skipped_for_an_ordinary_user(monkeypatch, one_browser_test, capsys):
    monkeypatch.setattr(testing, "is_root", lambda: False)
    counts = testing.Counts()
    assert testing._browser_ready(counts) is False
    assert (counts.failed, counts.skipped) == (0, 1)
    assert "browser tests are skipped: chromium is missing and only root" in capsys.readouterr().err


@pytest.mark.parametrize(("ci", "root_user"), [("true", False), ("", True)])
def test_browser_never_skipped_in_ci_or_as_root(monkeypatch, one_browser_test, ci, root_user):
    monkeypatch.setattr(testing, "is_root", lambda: root_user)
    monkeypatch.setenv("CI", ci)
    counts = testing.Counts()
    assert testing._browser_ready(counts) is False
    assert (counts.failed, counts.skipped) == (1, 0)


def test_drop_ends_our_connections(dev_environment):
    """A database goes although somebody of ours is still connected to it."""
    name = "drop_while_open"
    odoo.ensure()
    databases.drop(name)
    postgres.execute(f'CREATE DATABASE "{name}"')
    databases.set_stamp(name)
    open_session = subprocess.Popen(
        [postgres.command("psql"), "-X", "-d", name, "-c", "SELECT pg_sleep(60)"],
        env={**dev_environment, **postgres.settings()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _attempt in range(100):
        if postgres.execute(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'"):
            break
        time.sleep(0.1)
    databases.drop(name)
    assert not databases.exists(name)
    assert open_session.wait(10) != 0


def test_disk_full(monkeypatch):
    monkeypatch.setattr(common, "MIN_FREE_GB", 10**9)
    with pytest.raises(Stop, match="The disk is full: only .* GB are free"):
        common.check_disk()


def test_baseline_judges_the_difference(capsys):
    plain = {"failed": {"sale: A.test_1", "sale: A.test_2"}, "tests": 10}
    same = {"failed": {"sale: A.test_1"}, "tests": 10}
    more = {"failed": {"sale: A.test_1", "sale: B.test_3"}, "tests": 10}
    assert baseline._judge(plain, same) == 0
    assert baseline._judge(plain, more) == 1
    assert "1 fail only with our addons\n  sale: B.test_3" in capsys.readouterr().out
    assert baseline._judge(plain, {"failed": set(), "tests": 9}) == 1


def test_baseline_reads_a_class_that_was_not_set_up():
    """None of its tests is counted: it must not pass for nothing on one side."""
    line = (
        "2026-11-26 01:02:03,4 5 ERROR db odoo.tests.suite: ERROR: setUpClass"
        " (odoo.addons.sale.tests.test_x.TestX)"
    )
    assert baseline._failed(f"before\n{line}\nafter") == {"sale.tests.test_x.TestX: setUpClass"}


def test_baseline_reads_failures_from_the_log():
    line = "2026-01-01 00:00:00,000 7 ERROR db odoo.addons.sale.tests.test_x: FAIL: TestX.test_a"
    match = baseline.FAILURE.search(line)
    assert match.groups() == ("sale.tests.test_x", "TestX.test_a")
    assert baseline._tag("sale.tests.test_x: TestX.test_a") == "/sale:TestX.test_a"
    assert baseline._tag("sale.tests.test_x: setUpClass (odoo.addons.sale.tests)") is None

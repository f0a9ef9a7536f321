"""The tool and databases that are not its own; commands that ask for too much or too little."""

import subprocess
import sys

import pytest
from devtool import common, databases, odoo, postgres, python_env, tasks
from devtool.common import Stop

FOREIGN = "somebodys_own"
REFUSAL = f"Database {FOREIGN} was not made by ./dev, so it is left alone"


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


@pytest.fixture
def foreign():
    """A database with a table that this tool has nothing to do with."""
    odoo.ensure()
    drop = f'DROP DATABASE IF EXISTS "{FOREIGN}"'
    postgres.execute(drop)
    postgres.execute(f'CREATE DATABASE "{FOREIGN}"')
    postgres.execute("CREATE TABLE kept AS SELECT 42 AS answer", FOREIGN)
    yield FOREIGN
    assert postgres.execute("SELECT answer FROM kept", FOREIGN) == ["42"]
    assert postgres.execute(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", FOREIGN
    ) == ["1"]
    postgres.execute(drop)


@pytest.mark.parametrize(
    "arguments",
    [
        ["createdb", FOREIGN],
        ["createdb", FOREIGN, "template0"],
        ["dropdb", FOREIGN],
        ["test", "--db", FOREIGN, "tests/test_i18n_tool.py"],
        ["demo", "--db", FOREIGN, "--port", "18069"],
        ["bench", "--db", FOREIGN],
    ],
)
def test_foreign_databases_are_left_alone(root, dev_environment, foreign, arguments):
    """L-03: no command drops, replaces or fills a database that the tool did not make."""
    code, _stdout, stderr = dev(root, dev_environment, *arguments)
    assert (code, REFUSAL in stderr) == (1, True), stderr


def test_foreign_databases_of_a_server_in_pghost(root, dev_environment, foreign):
    """L-03: the same where PGHOST names the server."""
    code, _stdout, stderr = dev(root, {**dev_environment, **postgres.settings()}, "dropdb", foreign)
    assert (code, REFUSAL in stderr) == (1, True), stderr


def test_a_run_names_the_second_lanes_database_too(root, dev_environment, foreign):
    """L-03: the second lane works on a name made from the first's."""
    postgres.execute(f'ALTER DATABASE "{foreign}" RENAME TO "{foreign}_b"')
    try:
        code, _stdout, stderr = dev(
            root, dev_environment, "test", "--db", foreign, "tests/test_i18n_tool.py"
        )
    finally:
        postgres.execute(f'ALTER DATABASE "{foreign}_b" RENAME TO "{foreign}"')
    assert code == 1
    assert f"Database {foreign}_b was not made by ./dev" in stderr


def test_own_databases_come_and_go(root, dev_environment):
    """What createdb makes is dropped, and made again over itself."""
    for _time in range(2):
        code, _stdout, stderr = dev(root, dev_environment, "createdb", "made_here", "template1")
        assert code == 0, stderr
    assert databases.exists("made_here")
    code, _stdout, stderr = dev(root, dev_environment, "dropdb", "made_here")
    assert code == 0, stderr
    assert not databases.exists("made_here")


def test_a_database_that_odoo_is_creating_is_ours(foreign):
    """An interrupted build of the base is cleaned up, though it had no comment yet."""
    databases._mark(foreign).touch()
    try:
        databases.check_ours(foreign)
    finally:
        databases._mark(foreign).unlink()
    with pytest.raises(Stop, match="left alone"):
        databases.check_ours(foreign)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["dropdb"], "Name what to drop"),
        (["dropdb", "--force"], "does not know '--force'"),
        (["dropdb", "never_made"], "There is no database never_made; nothing was dropped."),
        (["createdb", "a", "b", "c"], "./dev createdb does not know 'c'"),
        (["createdb", "a", "never_made"], "There is no database never_made to copy."),
        (["stop", "x"], "./dev stop does not know 'x'"),
        (["baseline", "--fast"], "./dev baseline does not know '--fast'"),
        (["baseline", "slae"], "Odoo has no module slae."),
        (["bench", "--fast"], "./dev bench does not know '--fast'"),
        (["env", "--port", "99x"], "99x is no port number"),
        (["env", "--port", "99999"], "99999 is no port number"),
        (["env", "--db", "a b"], "'a b' is no database name"),
        (["lint", "--fast"], "./dev lint does not know '--fast'"),
        (["test", "--date", "2027-02-30"], "'2027-02-30' is no day"),
        (["test", "--date", "1999-01-01"], "choose a day from 2020 to 2037"),
        (["test", "--changed=nowhere"], "git knows no commit 'nowhere'"),
        (["test", "--changed", "tests"], "leave out the paths"),
    ],
)
def test_what_is_too_much_or_too_little(root, dev_environment, arguments, sentence):
    """L-08: refused with a sentence, nothing done."""
    if arguments[0] == "test":
        arguments = [*arguments, "--db", "test_of_a_sentence"]
    code, stdout, stderr = dev(root, dev_environment, *arguments)
    assert (code, stdout, sentence in stderr) == (1, "", True), stderr


@pytest.mark.parametrize("command", ["baseline", "test", "demo", "createdb", "stop"])
@pytest.mark.parametrize("asking", ["--help", "-h"])
def test_help_of_a_command(root, dev_environment, command, asking):
    """L-08: whoever asks how a command works does not start it."""
    code, stdout, _stderr = dev(root, dev_environment, command, asking)
    assert code == 0
    assert f"./dev {command}" in stdout


def test_no_network_for_python_packages(monkeypatch):
    """L-08: our sentence is the last word, pip's own lines stay in the log."""

    def refuse(*_arguments, **_options):
        raise Stop(
            "The Python packages could not be installed.\nWARNING: Retrying\n"
            "ERROR: NameResolutionError: failed to resolve"
        )

    monkeypatch.setattr(python_env, "run", refuse)
    with pytest.raises(Stop) as caught:
        python_env._pip_install()
    assert "package index could not be reached" in str(caught.value)
    assert "ERROR" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bench_over_its_limit_is_an_error(monkeypatch, tmp_path):
    """One bench that ends with an error is enough, whatever the others say."""
    (tmp_path / "good.py").write_text("print('fast')\n")
    (tmp_path / "over.py").write_text("raise SystemExit(1)\n")
    odoo.ensure()
    monkeypatch.setattr(tasks, "BENCH", tmp_path)
    databases.copy("template1", "bench_of_a_test")
    try:
        assert tasks.bench(["good"], "bench_of_a_test") == 0
        assert tasks.bench([], "bench_of_a_test") == 1
    finally:
        databases.drop("bench_of_a_test")


def test_own_stamps_are_known():
    """Digests (of a day as well) and the mark of copies; other comments are not ours."""
    assert databases.STAMP.fullmatch(common.digest("x", "2027-02-17"))
    assert databases.STAMP.fullmatch(databases.MADE)
    for other in ("", "default administrative connection database", "made by me"):
        assert not databases.STAMP.fullmatch(other)

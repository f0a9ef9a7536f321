"""The smaller commands: bench, i18n and the figures they run on."""

import subprocess

from . import databases, odoo, python_env
from .common import ROOT, Stop, locked, say, step

BENCH = ROOT / "bench"
I18N = ROOT / "i18n" / "tool.py"
BENCH_DATABASE = "bench"
NEEDS_DATABASE = ("export",)


def bench(names, database, customers=None):
    """Run bench/<name>.py, all without a name; each prints its figures beside their limits.

    :param customers: how many of them the benches make, if the database has none yet
    :return: the exit code, not 0 when a limit was passed
    """
    known = {path.stem: path for path in sorted(BENCH.glob("*.py")) if path.stem[0] != "_"}
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        there = ", ".join(known) or "none"
        raise Stop(f"There is no bench {', '.join(unknown)}; there are: {there}.")
    settings = odoo.ensure()
    # A copy that the user made is measured as it is; benches write into it.
    databases.check_ours(database)
    code = 0
    with locked(f"db-{database}", f"Waiting for another run on {database}"):
        ours, wanted = database == BENCH_DATABASE, databases.addons_digest()
        if (ours and databases.stamp(database) != wanted) or not databases.exists(database):
            databases.ensure_test(settings)
            with step(f"Creating database {database}"):
                databases.copy(databases.TEST, database)
                databases.set_stamp(database, wanted)
        for name in names or known:
            say(f"\n{name}")
            size = ["--customers", customers] if customers else []
            code |= _python([known[name], *size], settings, database)
    return code


def i18n(arguments, database):
    """Hand over to the translation tool; an export gets a database with the addons as they are."""
    if not I18N.exists():
        raise Stop("There is no i18n/tool.py in this checkout.")
    settings = odoo.ensure()
    if arguments[:1] and arguments[0] in NEEDS_DATABASE and not database:
        databases.ensure_test(settings)
        database = "i18n"
        databases.copy(databases.TEST, database)
    return _python([I18N, *arguments], settings, database or databases.TEST)


def _python(arguments, settings, database):
    environ = odoo.process_environment(settings, **odoo.environment(settings, database=database))
    return subprocess.run(
        [str(python_env.PYTHON), *map(str, arguments)],
        cwd=ROOT,
        env=environ,
        check=False,
    ).returncode

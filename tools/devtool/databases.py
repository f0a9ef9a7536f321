"""Databases: templates built once and copied, so that nothing a run does can spoil the next.

`tpl_base` (Odoo's own modules and the two languages) is the start of `tpl_test` (all our addons, no
demo data) and of the demo database. A template carries the digest of what it was built from as
the database's comment; it is renamed into place when complete, so an interrupted build never
counts. Every other database made here says so in its comment: one without such a comment is
somebody's own, and is neither dropped nor written to.
"""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import clock, odoo, postgres
from .common import (
    ADDONS,
    DEV,
    LOGS,
    TEST_ADDONS,
    Stop,
    check_disk,
    digest,
    digest_tree,
    locked,
    step,
    tail,
)

BASE = "tpl_base"
TEST = "tpl_test"
DEMO = "tpl_demo"
DEMO_ADDON = "customer_demo"
LANGUAGES = "zh_CN,zh_TW"
# What ours build on, installed once; a further dependency comes with the addon that needs it.
CORE = (
    "account",
    "calendar",
    "contacts",
    "crm",
    "hr",
    "hr_expense",
    "l10n_cn",
    "sale_management",
    "web_hierarchy",
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
# The comment of a database that was made here, and all forms of it (a digest, see above).
MADE = "made by ./dev"
STAMP = re.compile(rf"[0-9a-f]{{16}}|{re.escape(MADE)}")
# Where the reason stands in the log of an installation that failed.
CAUSE = re.compile(r" CRITICAL | ERROR |demo data failed to install")
# Kept out of the digests: what doesn't change what is installed.
UNINSTALLED = ("tests", "readme")


def check_name(name):
    if not NAME.fullmatch(name):
        raise Stop(f"{name!r} is no database name: use letters, digits, '_', '-' and '.'.")
    return name


def exists(name):
    return bool(postgres.execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def stamp(name):
    rows = postgres.execute(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    )
    return rows[0] if rows else None


def set_stamp(name, value=MADE):
    postgres.execute(f"COMMENT ON DATABASE \"{name}\" IS '{value}'")


def check_ours(name):
    """Raise Stop when a database is there that this tool did not make."""
    if exists(name) and not STAMP.fullmatch(stamp(name) or "") and not _mark(name).exists():
        raise Stop(
            f"Database {name} was not made by ./dev, so it is left alone: choose another name, or "
            "drop it yourself first."
        )


def _mark(name):
    """A file that tells of a database which Odoo is just creating: it has no comment yet."""
    return DEV / f"{name}.making"


def filestore(name):
    return DEV / "data" / "filestore" / name


def drop(name):
    """Drop a database that was made here and its files, with our own connections to it.

    Not WITH (FORCE): it is refused while PostgreSQL's own cleaning (autovacuum) works in the
    database, whose process only a superuser may end. A plain DROP sends that one away itself.
    """
    check_ours(name)
    for attempt in range(5):
        postgres.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = current_user AND pid <> pg_backend_pid()"
        )
        if postgres.query(f'DROP DATABASE IF EXISTS "{name}"') is not None:
            break
        if attempt == 4:
            raise Stop(f"Database {name} cannot be dropped: {postgres.query.error}")
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(source, target):
    """Make `target` a copy of `source`. Stored files never change, so links are enough."""
    drop(target)
    postgres.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    set_stamp(target)
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)


def rename(source, target):
    drop(target)
    postgres.execute(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
    if filestore(source).is_dir():
        filestore(source).rename(filestore(target))


def manifests(folder=ADDONS):
    """{addon: manifest} of the addons in a folder that can be installed."""
    found = {}
    for path in sorted(Path(folder).glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def own_addons():
    return [name for name in manifests() if name != DEMO_ADDON]


def base_digest():
    return digest("base 1", odoo.library(), LANGUAGES, *CORE)


def addons_digest():
    folders = [path.parent for path in ADDONS.glob("*/__manifest__.py")]
    folders += [path.parent for path in TEST_ADDONS.glob("*/__manifest__.py")]
    return digest(base_digest(), digest_tree(folders, UNINSTALLED))


def _odoo(arguments, settings, log, problem):
    code, path = odoo.call(arguments, settings, log)
    if code:
        text = path.read_text(errors="replace")
        if "No space left on device" in text:
            raise Stop("The disk is full: make room and run the command again.")
        lines = text.splitlines()
        first = next((i for i, line in enumerate(lines) if CAUSE.search(line)), len(lines) - 40)
        shown = "\n".join(lines[max(first, 0) :][:40])
        raise Stop(f"{problem} (whole output: .dev/log/{log}).\n{shown}")
    return path


def ensure_base(settings):
    """Build `tpl_base` unless it is there: Odoo's modules, two languages, a Chinese company."""
    wanted = base_digest()
    with locked("base", "Waiting for another build of the base database"):
        if stamp(BASE) == wanted:
            return BASE
        check_disk()
        fresh = f"{BASE}_new"
        drop(fresh)
        _mark(fresh).touch()
        with step("Building the base database (2-3 minutes, once)"):
            _odoo(
                ["db", "-c", odoo.CONF, "init", fresh, "--country", "CN"],
                settings,
                "base-init.log",
                "The base database could not be created",
            )
            _odoo(
                [
                    "-c",
                    odoo.CONF,
                    "-d",
                    fresh,
                    "-i",
                    ",".join(CORE),
                    "--load-language",
                    LANGUAGES,
                    "--stop-after-init",
                    "--no-http",
                    "--max-cron-threads",
                    "0",
                ],
                settings,
                "base-install.log",
                "Odoo's modules could not be installed",
            )
        set_stamp(fresh, wanted)
        _mark(fresh).unlink()
        rename(fresh, BASE)
    return BASE


def install(name, addons, settings, log):
    """Install `addons` into a database; returns the path of Odoo's log."""
    return _odoo(
        [
            "-c",
            odoo.CONF,
            "-d",
            name,
            "-i",
            ",".join(["base", *addons]),
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads",
            "0",
        ],
        settings,
        log,
        "The addons could not be installed",
    )


def log_problems(path):
    """Warnings and errors in an install log that name our addons or come from their code."""
    names = [*manifests(), *manifests(TEST_ADDONS)]
    if not names:
        return []
    ours = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    level = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ")
    lines = Path(path).read_text(errors="replace").splitlines()
    return [line for line in lines if level.match(line) and ours.search(line.split(" ", 4)[-1])]


def foreign_dependencies(addon=None):
    """Modules of others that our addons depend on, or that one of them does by way of ours."""
    ours = {**manifests(), **manifests(TEST_ADDONS)}
    wanted, known = set(ours) if addon is None else {addon}, set()
    while wanted - known:
        known |= wanted
        wanted = {need for name in wanted if name in ours for need in ours[name].get("depends", ())}
    return sorted(known - set(ours))


def template(name):
    """The name a template has on the clock's day: one of its own on any day but the real one."""
    return f"{name}_at" if clock.day() else name


def _build(name, wanted, settings, fill):
    """Build template `name` from the base unless it is there; `fill(database)` installs.

    On another day than the real one the stamp carries the day: only one such day is kept.
    """
    name = template(name)
    if clock.day():
        wanted = digest(wanted, clock.day())
    with locked(name, f"Waiting for another build of {name}"):
        if stamp(name) == wanted:
            return
        ensure_base(settings)
        check_disk()
        fresh = f"{name}_new"
        copy(BASE, fresh)
        fill(fresh)
        set_stamp(fresh, wanted)
        rename(fresh, name)


def ensure_test(settings):
    """Build `tpl_test` unless the addons' files are unchanged; returns the log's complaints."""
    addons = own_addons() + list(manifests(TEST_ADDONS))
    if not addons:
        raise Stop("There are no addons below addons/ to test.")

    def fill(database):
        with step(f"Installing {len(addons)} addons into the test database"):
            install(database, addons, settings, "test-install.log")

    _build(TEST, addons_digest(), settings, fill)
    return log_problems(LOGS / "test-install.log")


def ensure_demo(settings):
    """Build `tpl_demo`, all addons with demo data in Chinese; returns what its log complains of."""
    addons = list(manifests())
    if not addons:
        raise Stop("There are no addons below addons/ to show.")

    def fill(database):
        with step("Preparing the demo database"):
            install(database, foreign_dependencies(), settings, "demo-base.log")
            _shell(database, Path(__file__).with_name("prepare_demo.py"), settings)
        with step(f"Installing {len(addons)} addons with demo data (some minutes, once)"):
            install(database, addons, settings, "demo-install.log")

    # The demo is dated relative to the day of its installation.
    week = clock.today().isocalendar()[:2]
    _build(DEMO, digest(addons_digest(), week), settings, fill)
    return log_problems(LOGS / "demo-install.log")


def _shell(database, script, settings):
    """Run a script inside `odoo shell`."""
    path = LOGS / "demo-prepare.log"
    with open(path, "wb") as log, open(script, "rb") as source:
        result = subprocess.run(
            [str(odoo.BIN), "shell", "-c", str(odoo.CONF), "-d", database, "--no-http"],
            stdin=source,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
            env=odoo.process_environment(settings),
        )
    if result.returncode or "Traceback" in path.read_text(errors="replace"):
        raise Stop(f"The demo database could not be prepared.\n{tail(path)}")


def update(name, settings):
    """Bring a database the user works in up to the addons' files; installs new addons."""
    check_ours(name)
    rows = postgres.execute("SELECT name FROM ir_module_module WHERE state = 'installed'", name)
    addons = list(manifests())
    known = [addon for addon in addons if addon in rows]
    fresh = [addon for addon in addons if addon not in rows]
    arguments = ["-u", ",".join(known)] if known else []
    arguments += ["-i", ",".join(fresh)] if fresh else []
    _odoo(
        [
            "-c",
            odoo.CONF,
            "-d",
            name,
            *arguments,
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads",
            "0",
        ],
        settings,
        "demo-update.log",
        "The addons could not be updated",
    )
    set_stamp(name, addons_digest())

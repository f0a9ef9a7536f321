"""Databases: templates built once and copied, so that nothing a run does can spoil the next.

`tpl_base` (Odoo's own modules and the two languages) is the start of `tpl_test` (all our addons, no
demo data) and of the demo database. A template carries the digest of what it was built from as
the database's comment; it is renamed into place when complete, so an interrupted build never
counts.
"""

import ast
import os
import re
import shutil
from pathlib import Path

from . import odoo, postgres
from .common import ADDONS, DEV, LOGS, TEST_ADDONS, Stop, check_disk, digest, digest_tree, locked
from .common import step

BASE = "tpl_base"
TEST = "tpl_test"
DEMO_ADDON = "customer_demo"
LANGUAGES = "zh_CN,zh_TW"
# What ours build on, installed once; a further dependency comes with the addon that needs it.
CORE = (
    "account", "calendar", "contacts", "crm", "hr", "hr_expense", "l10n_cn", "sale_management",
    "web_hierarchy",
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
# Kept out of the digests: what doesn't change what is installed.
UNINSTALLED = ("tests",)


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


def set_stamp(name, value):
    postgres.execute(f"COMMENT ON DATABASE \"{name}\" IS '{value}'")


def filestore(name):
    return DEV / "data" / "filestore" / name


def drop(name):
    postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(source, target):
    """Make `target` a copy of `source`. Stored files never change, so links are enough."""
    drop(target)
    postgres.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
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
        first = next((i for i, line in enumerate(lines) if " CRITICAL " in line), len(lines) - 20)
        shown = "\n".join(lines[max(first, 0):][-40:])
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
        with step("Building the base database (2-3 minutes, once)"):
            _odoo(
                ["db", "-c", odoo.CONF, "init", fresh, "--country", "CN"],
                settings, "base-init.log", "The base database could not be created",
            )
            _odoo(
                ["-c", odoo.CONF, "-d", fresh, "-i", ",".join(CORE),
                 "--load-language", LANGUAGES, "--stop-after-init", "--no-http",
                 "--max-cron-threads", "0"],
                settings, "base-install.log", "Odoo's modules could not be installed",
            )
        set_stamp(fresh, wanted)
        rename(fresh, BASE)
    return BASE


def install(name, addons, settings, log):
    """Install `addons` into a database; returns the path of Odoo's log."""
    return _odoo(
        ["-c", odoo.CONF, "-d", name, "-i", ",".join(addons), "--stop-after-init", "--no-http",
         "--max-cron-threads", "0"],
        settings, log, "The addons could not be installed",
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


def ensure_test(settings):
    """Build `tpl_test` unless the addons' files are unchanged; returns (name, log problems)."""
    wanted = addons_digest()
    log = LOGS / "test-install.log"
    with locked("test", "Waiting for another build of the test database"):
        if stamp(TEST) == wanted:
            return TEST, log_problems(log) if log.exists() else []
        ensure_base(settings)
        check_disk()
        fresh = f"{TEST}_new"
        addons = own_addons() + list(manifests(TEST_ADDONS))
        with step(f"Installing {len(addons)} addons into the test database"):
            copy(BASE, fresh)
            if addons:
                log = install(fresh, addons, settings, log.name)
        set_stamp(fresh, wanted)
        rename(fresh, TEST)
    return TEST, log_problems(log) if addons else []

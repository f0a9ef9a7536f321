"""Odoo itself: where it is, its configuration file, how it is started."""

import os
import re
import subprocess
from pathlib import Path

from . import clock, debian, postgres, python_env
from .common import ADDONS, BYTE_CODE, DEV, LOGS, PLAIN, TEST_ADDONS, Stop, locked, run_child

UNPACKED = DEV / "odoo"
CONF = DEV / "odoo.conf"
BIN = DEV / "bin" / "odoo"
DEFAULT_PORT = 8069

# Readable by sh (which starts the right Python) and by Python itself, so that both
# `ODOO_BIN -c ODOO_CONF` and `ODOO_PYTHON ODOO_BIN -c ODOO_CONF` work, in any folder.
LAUNCHER = """#!/bin/sh
''':'
exec '{python}' "$0" "$@"
'''
import os
import sys

for name, value in {settings!r}.items():
    os.environ.setdefault(name, value)
sys.pycache_prefix, sys.dont_write_bytecode = {cache!r}, False
sys.path[:] = [path for path in sys.path if path != {here!r}]

import odoo.cli

odoo.cli.main()
"""


def library():
    """The folder to put on Python's path: ODOO_DIR's, or the unpacked package's."""
    given = os.environ.get("ODOO_DIR")
    if not given:
        return UNPACKED / "usr" / "lib" / "python3" / "dist-packages"
    folder = Path(given).expanduser().resolve()
    for candidate in (folder, folder / "usr" / "lib" / "python3" / "dist-packages"):
        release = candidate / "odoo" / "release.py"
        if release.is_file():
            match = re.search(r"version_info = \((\d+), (\d+)", release.read_text())
            version = ".".join(match.groups()) if match else "an unknown version"
            if version != "19.0":
                raise Stop(f"ODOO_DIR must be an Odoo 19.0, and {folder} is {version}.")
            return candidate
    raise Stop(f"ODOO_DIR is not an Odoo 19: there is no odoo/release.py in {folder}.")


def ensure():
    """Set up Odoo, Python, PostgreSQL and the configuration; returns the libpq settings."""
    path = library()
    DEV.mkdir(exist_ok=True)
    with locked("setup", "Waiting for another set-up to finish"):
        if not os.environ.get("ODOO_DIR"):
            debian.unpack_odoo(UNPACKED)
        python_env.ensure(path)
        settings = postgres.ensure()
        write_configuration(settings)
    return settings


def addons_path():
    """Our folders that hold addons (Odoo warns about empty ones)."""
    return [folder for folder in (ADDONS, TEST_ADDONS) if any(folder.glob("*/__manifest__.py"))]


def write_configuration(settings):
    """odoo.conf and the launcher; rewritten only when something in them changed."""
    options = {
        "addons_path": ",".join(map(str, addons_path())),
        "data_dir": DEV / "data",
        "db_host": settings.get("PGHOST", ""),
        "db_port": settings["PGPORT"],
        "db_user": settings["PGUSER"],
        "db_password": settings.get("PGPASSWORD", ""),
        "db_maxconn": 64,
        "http_interface": "127.0.0.1",
        "http_port": DEFAULT_PORT,
        "workers": 0,
        "max_cron_threads": 1,
        "limit_time_real": 1200,
        "limit_time_cpu": 1200,
        "with_demo": False,
    }
    text = "[options]\n" + "".join(
        f"{name} = {value}\n" for name, value in options.items() if value != ""
    )
    _write(CONF, text, 0o600)
    launcher = LAUNCHER.format(
        python=python_env.PYTHON,
        settings=settings,
        cache=str(DEV / "pycache"),
        here=str(BIN.parent),
    )
    _write(BIN, launcher, 0o755)


def _write(path, text, mode):
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(text)
    temporary.chmod(mode)
    temporary.replace(path)


def environment(settings, port=DEFAULT_PORT, database=""):
    """What an outside program needs to know, see `./dev env`."""
    return {
        "ODOO_URL": f"http://127.0.0.1:{port}",
        "ODOO_DB": database,
        "ODOO_PYTHON": str(python_env.PYTHON),
        "ODOO_BIN": str(BIN),
        "ODOO_CONF": str(CONF),
        "ODOO_ADDONS_PATH": ",".join(map(str, addons_path())),
        **{name: value for name, value in settings.items() if name.startswith("PG")},
    }


def process_environment(settings, **more):
    return {
        **os.environ,
        **PLAIN,
        **settings,
        **BYTE_CODE,
        "PYTHONUNBUFFERED": "1",
        **clock.environment(),
        **more,
    }


def call(arguments, settings, log):
    """Run Odoo to its end with its output in .dev/log/<log>; returns (exit code, log path)."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / log
    with open(path, "wb") as stream:
        code = run_child(
            [BIN, *arguments],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=process_environment(settings),
        )
    return code, path

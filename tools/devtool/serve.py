"""A running Odoo: the demo for a person, a server for the browser tests."""

import contextlib
import csv
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import databases, debian, odoo
from .common import ADDONS, DEV, LOGS, Stop, is_root, locked, say, step, stopping, tail

PRINTING = {"fonts-noto-cjk": "", "wkhtmltopdf": "wkhtmltopdf"}
LOGINS = ADDONS / databases.DEMO_ADDON / "LOGINS.tsv"


def port_number(port):
    """The number that a text names a port with, else Stop."""
    if not re.fullmatch(r"[0-9]{1,5}", str(port)) or not 0 < int(port) < 65536:
        raise Stop(f"{port} is no port number: give one from 1 to 65535.")
    return int(port)


def check_port(port):
    """A port number that is free on this machine, else Stop."""
    port_number(port)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError as error:
            raise Stop(f"Port {port} is reserved for root: choose one with --port.") from error
        except OSError as error:
            raise Stop(
                f"Port {port} is taken (perhaps by a demo that is still running): "
                "choose another one with --port."
            ) from error
    return int(port)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(database, port, settings, log, *options):
    """Odoo on a database until the block ends; its address is given to the block."""
    url = f"http://127.0.0.1:{port}"
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / log
    with open(path, "wb") as stream:
        process = subprocess.Popen(
            [
                str(odoo.BIN),
                "-c",
                str(odoo.CONF),
                "-d",
                database,
                "--db-filter",
                f"^{re.escape(database)}$",
                "--http-port",
                str(port),
                *options,
            ],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=odoo.process_environment(settings),
            start_new_session=True,
        )
    try:
        _wait(process, url, path)
        yield url, process
    finally:
        _end(process)


def _wait(process, url, log):
    with step("Starting Odoo"):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and not stopping.is_set():
            if process.poll() is not None:
                raise Stop(f"Odoo did not start (log: {log}).\n{tail(log)}")
            # The login page, not just an answer: it builds the style sheets, the slow part.
            with contextlib.suppress(urllib.error.URLError, OSError):
                with urllib.request.urlopen(f"{url}/web/login", timeout=150) as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.3)
    raise Stop(f"Odoo did not answer within three minutes (log: {log}).\n{tail(log)}")


def _end(process):
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ensure_demo(database, settings):
    """The demo database as the user left it, its addons up to date; made when missing."""
    with locked("demo", "Waiting for another set-up of the demo"):
        wanted = databases.addons_digest()
        if not databases.exists(database):
            report(databases.ensure_demo(settings))
            with step(f"Creating database {database}"):
                fresh = f"{database}_new"
                databases.copy(databases.DEMO, fresh)
                databases.set_stamp(fresh, wanted)
                databases.rename(fresh, database)
        elif databases.stamp(database) != wanted:
            with step(f"Updating the addons in database {database}"):
                databases.update(database, settings)


def report(problems):
    for line in problems:
        say(f"  ! {line}")


def logins():
    """Rows (login, password, role) of the demo's users."""
    rows = [("admin", "admin", "Administrator")]
    if LOGINS.exists():
        with open(LOGINS, newline="", encoding="utf-8") as file:
            rows = [
                tuple(row[:3])
                for row in csv.reader(file, delimiter="\t")
                if len(row) >= 3 and not row[0].startswith("#") and row[0] != "login"
            ]
    return rows


def demo(database, port):
    """Set up the demo and serve it until interrupted."""
    check_port(port)
    settings = odoo.ensure()
    databases.check_ours(database)
    missing = debian.install(PRINTING)
    if missing:
        hint = "could not be installed" if is_root() else "is missing and only root can install it"
        say(f"  ! {' and '.join(missing)} {hint}: PDFs will fail or lack Chinese characters.")
    ensure_demo(database, settings)
    check_port(port)
    with server(database, port, settings, "demo.log") as (url, process):
        print(f"\nThe demo is ready: {url}\n")
        width = max(len(row[0]) for row in logins())
        for login, password, role in logins():
            print(f"  {login:<{width}}  password {password}   {role}")
        print(
            f"\nDatabase {database}; log {(LOGS / 'demo.log').relative_to(DEV.parent)}; "
            "Ctrl-C stops it.",
            flush=True,
        )
        try:
            code = process.wait()
        except KeyboardInterrupt:
            # The database server is shared with every other command, so it stays.
            say(
                "\nThe demo has been stopped; its data is kept. PostgreSQL goes on until "
                "./dev stop."
            )
            return
    if code:
        raise Stop(f"Odoo ended by itself (code {code}).\n{tail(LOGS / 'demo.log')}")

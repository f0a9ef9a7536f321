"""Paths, messages, subprocesses and locks shared by every part of the tool."""

import atexit
import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / ".dev"
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "test_support"
LOGS = DEV / "log"

PLAIN = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
# Below .dev, and written whatever the environment says: without it each start of Odoo compiles
# all its modules anew.
BYTE_CODE = {"PYTHONPYCACHEPREFIX": str(DEV / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
MIN_FREE_GB = 4


class Stop(Exception):
    """The tool can't go on; the text is the one sentence the user reads."""


def say(text):
    """Progress goes to stderr, so that stdout stays readable for programs (`./dev env`).

    In one write: lines of two threads never mix.
    """
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def is_root():
    return os.geteuid() == 0


@contextlib.contextmanager
def step(title):
    """Announce a step; a long one shows on a terminal how long it has been running."""
    started = time.monotonic()
    stop = threading.Event()
    live = sys.stderr.isatty() and threading.current_thread() is threading.main_thread()

    def tick():
        while not stop.wait(1.0):
            print(f"\r  … {title} ({time.monotonic() - started:.0f} s)", end="", file=sys.stderr)
            sys.stderr.flush()

    if live:
        ticker = threading.Thread(target=tick, daemon=True)
        ticker.start()
    else:
        say(f"  … {title}")
    try:
        yield
    except BaseException:
        stop.set()
        if live:
            ticker.join()
            say("")
        raise
    stop.set()
    if live:
        ticker.join()
        print("\r\033[K", end="", file=sys.stderr)
    say(f"  ✓ {title} ({time.monotonic() - started:.0f} s)")


def tail(path, lines=15):
    """Last lines of a log, for an error message."""
    try:
        return "\n".join(Path(path).read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def run(command, *, log=None, env=None, cwd=None, problem=None, **kwargs):
    """Run a command to its end; its output goes to `log` (below .dev/log) or is captured.

    Returns the captured output. Raises Stop with `problem` and the end of the output when it
    fails.
    """
    command = [str(part) for part in command]
    kwargs.update(
        stderr=subprocess.STDOUT,
        env={**os.environ, **PLAIN, **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    try:
        if log:
            LOGS.mkdir(parents=True, exist_ok=True)
            with open(LOGS / log, "wb") as stream:
                result = subprocess.run(command, stdout=stream, **kwargs)
            output = ""
        else:
            result = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, errors="replace", **kwargs
            )
            output = result.stdout
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Stop("The disk is full: make room and run the command again.") from error
        raise Stop(f"{problem or 'A command failed'}: {command[0]}: {error.strerror}.") from error
    if result.returncode:
        details = tail(LOGS / log) if log else "\n".join(output.splitlines()[-15:])
        if "No space left on device" in details:
            raise Stop("The disk is full: make room and run the command again.")
        where = f" (whole output: {(LOGS / log).relative_to(ROOT)})" if log else ""
        sentence = problem or f"{Path(command[0]).name} failed"
        raise Stop(f"{sentence}{where}.\n{details}")
    return output


def ask(command, **kwargs):
    """Output of a command, or None when it isn't there or fails."""
    try:
        result = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=False,
            text=True,
            env={**os.environ, **PLAIN},
            **kwargs,
        )
    except OSError:
        return None
    return result.stdout if result.returncode == 0 else None


_children = set()
# Set when the tool is interrupted: nothing new is started then.
stopping = threading.Event()


def run_child(command, relay=None, **kwargs):
    """Like subprocess.run, but the child ends with the tool; returns the exit code.

    It leads a process group of its own, so that what it started itself ends too. `relay` is called
    with every line the child prints.
    """
    if stopping.is_set():
        raise Stop("Interrupted.")
    if relay:
        kwargs.update(
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", bufsize=1
        )
    process = subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.DEVNULL, start_new_session=True, **kwargs
    )
    _children.add(process)
    try:
        for line in process.stdout if relay else ():
            relay(line)
        return process.wait()
    except BaseException:
        _end(process)
        raise
    finally:
        _children.discard(process)


def _end(process):
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


@atexit.register
def end_children():
    """End what `run_child` started, in whichever thread."""
    for process in list(_children):
        if process.poll() is None:
            _end(process)


@contextlib.contextmanager
def locked(name, waiting):
    """Hold .dev/<name>.lock, so that two commands never build the same thing at once."""
    DEV.mkdir(exist_ok=True)
    with open(DEV / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step(waiting):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def read_stamp(path):
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def write_stamp(path, value):
    """Written last and in one move: an interrupted step leaves no stamp and is done again."""
    temporary = Path(f"{path}.new")
    temporary.write_text(f"{value}\n")
    temporary.replace(path)


def digest(*parts):
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:16]


def digest_tree(folders, skip=()):
    """Digest of every file's path and content below `folders` (byte code left out)."""
    result = hashlib.sha256()
    for folder in sorted(folders):
        for path in sorted(Path(folder).rglob("*")):
            relative = path.relative_to(folder)
            if "__pycache__" in relative.parts or relative.parts[0] in skip or path.is_dir():
                continue
            result.update(f"{folder.name}/{relative}\0".encode())
            with contextlib.suppress(FileNotFoundError):
                result.update(path.read_bytes())
            result.update(b"\0")
    return result.hexdigest()[:16]


def check_disk():
    """Raise Stop when there is clearly too little room for what a set-up writes."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < MIN_FREE_GB:
        raise Stop(
            f"The disk is full: only {free:.1f} GB are free here and {MIN_FREE_GB} GB are needed."
        )

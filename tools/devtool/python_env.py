"""The virtual environment below .dev with everything from requirements.txt."""

import os
import re
import shutil
import sys
from pathlib import Path

from .common import DEV, ROOT, Stop, ask, check_disk, digest, read_stamp, run, step, write_stamp

VENV = DEV / "venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution"
    r"|Network is unreachable|ConnectTimeoutError"
)


def ensure(odoo_library):
    """Create or renew the environment; `odoo_library` becomes importable in it."""
    wanted = digest(REQUIREMENTS.read_text(), sys.version_info[:2], ROOT)
    stamp = DEV / "venv.stamp"
    if read_stamp(stamp) != wanted or not PYTHON.exists():
        check_disk()
        stamp.unlink(missing_ok=True)
        if not _is_current():
            _create()
        with step("Installing Python packages (about a minute)"):
            _pip_install()
        write_stamp(stamp, wanted)
    _make_importable(odoo_library)
    return PYTHON


def _is_current():
    """Whether the environment is of this Python and works (else only its packages are renewed)."""
    code = "import sys, pip; print(sys.version_info[:2])"
    return (ask([PYTHON, "-c", code]) or "").strip() == str(sys.version_info[:2])


def _create():
    shutil.rmtree(VENV, ignore_errors=True)
    with step("Creating the Python environment"):
        try:
            run([sys.executable, "-m", "venv", VENV], problem="Python's venv failed")
        except Stop as problem:
            raise Stop(
                "This Python cannot make virtual environments: install the package "
                f"python{sys.version_info[0]}.{sys.version_info[1]}-venv.\n{problem}"
            ) from problem


def _pip_install():
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    try:
        run(
            [*command, "-r", REQUIREMENTS],
            log="pip.log",
            problem="The Python packages could not be installed",
        )
    except Stop as problem:
        if NO_NETWORK.search(str(problem)):
            raise Stop(
                "The Python package index could not be reached: check the network and pip's "
                "configuration (pip's output: .dev/log/pip.log)."
            ) from problem
        raise


def site_packages():
    return next(Path(VENV, "lib").glob("python3.*/site-packages"))


def _make_importable(library):
    """A .pth file makes `import odoo` work in the environment, so pytest plugins find it."""
    path = site_packages() / "odoo19.pth"
    content = f"{library}\n"
    if not path.exists() or path.read_text() != content:
        temporary = path.with_suffix(".new")
        temporary.write_text(content)
        os.replace(temporary, path)

"""`./dev wheels`: a Python package of each addon, for an Odoo that is installed with pip."""

from . import databases, odoo, python_env
from .common import ADDONS, ROOT, run, say, step

DIST = ROOT / "dist"
BACKEND = "whool.buildapi"


def main():
    """Build every addon into dist/; what was there of them before is removed."""
    python = python_env.ensure(odoo.library())
    names = list(databases.manifests())
    DIST.mkdir(exist_ok=True)
    for path in DIST.glob("odoo_addon_*.whl"):
        path.unlink()
    with step(f"Building {len(names)} wheels"):
        # With the backend of requirements.txt: the same one that pyproject.toml asks for, and
        # nothing is fetched.
        run(
            [
                python,
                "-m",
                "pip",
                "wheel",
                "--no-deps",
                "--no-build-isolation",
                "--no-input",
                "--disable-pip-version-check",
                "--wheel-dir",
                DIST,
                *(ADDONS / name for name in names),
            ],
            log="wheels.log",
            cwd=ROOT,
            problem="The wheels could not be built",
        )
    for path in sorted(DIST.glob("odoo_addon_*.whl")):
        say(f"  dist/{path.name}")


def check():
    """Return what is wrong with the pyproject.toml of the addons."""
    pinned = next(
        line
        for line in python_env.REQUIREMENTS.read_text().splitlines()
        if line.startswith("whool==")
    )
    wanted = f'[build-system]\nrequires = ["{pinned}"]\nbuild-backend = "{BACKEND}"\n'
    return [
        f"addons/{name}/pyproject.toml: must ask for {pinned}, as requirements.txt does"
        for name in databases.manifests()
        if not (path := ADDONS / name / "pyproject.toml").is_file() or path.read_text() != wanted
    ]

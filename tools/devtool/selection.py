"""The test files there are, and how each is run."""

import os
import re
from pathlib import Path

from . import databases
from .common import ROOT

KINDS = ("addons", "tools", "demo", "browser")
INSIDE_ODOO = re.compile(r"^from odoo\.tests import ", re.MULTILINE)
# Runs as long as one says, so only who says it gets it among other tests.
FUZZ = Path("tests/fuzz")


def test_files(paths, with_fuzz=None):
    """The test files below folders, sorted; files and single tests (`::`) as they are given.

    :param with_fuzz: whether the fuzzer is among them; as the environment says when None
    """
    if with_fuzz is None:
        with_fuzz = bool(os.environ.get("FUZZ_MINUTES"))
    found = []
    for path in paths:
        if (ROOT / path).is_dir():
            files = [file.relative_to(ROOT) for file in sorted((ROOT / path).rglob("test_*.py"))]
            found += [
                str(file)
                for file in files
                if "tests" in file.parts
                and "models" not in file.parts
                and (with_fuzz or not file.is_relative_to(FUZZ))
            ]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def kind_of(path):
    """Which run a test file belongs to; each kind has its own database and way to start."""
    if path.startswith("tests/browser"):
        return "browser"
    if path.startswith(f"addons/{databases.DEMO_ADDON}/"):
        return "demo"
    if path.startswith(("addons/", "tests/test_support/")):
        return "addons"
    # Right in tests/ both are at home: tests of the tools, and those of all addons together.
    file = ROOT / path.partition("::")[0]
    inside = file.is_file() and INSIDE_ODOO.search(file.read_text(encoding="utf-8"))
    return "addons" if inside else "tools"

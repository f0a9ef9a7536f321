"""What a change can touch: `./dev test --changed` runs no more than that."""

import re

from . import databases, selection
from .common import ROOT, TEST_ADDONS, Stop, ask

TOOL = re.compile(r"dev$|tools/|requirements\.txt$|setup\.cfg$|\.ci/|tests/conftest\.py$")
ADDON = re.compile(r"(?:addons|tests/test_support)/([^/]+)/(.*)")
TEST_FILE = re.compile(r"(?:.*/)?test_[^/]+\.py$")


def _git(*arguments):
    output = ask(["git", "-C", ROOT, *arguments])
    if output is None:
        raise Stop(f"--changed asks git, and `git {' '.join(arguments)}` failed here.")
    return output.splitlines()


def base():
    """The commit this work started from: where it left main, on main itself the last one."""
    for name in ("main", "origin/main"):
        found = ask(["git", "-C", ROOT, "merge-base", "HEAD", name])
        if found:
            return found.strip()
    return "HEAD"


def changed_files(since):
    """Paths that differ from a commit, new ones that git does not know yet included."""
    if ask(["git", "-C", ROOT, "rev-parse", "--verify", "--quiet", f"{since}^{{commit}}"]) is None:
        raise Stop(f"--changed: git knows no commit {since!r}.")
    return sorted(
        {
            *_git("diff", "--name-only", "--no-renames", since, "--"),
            *_git("ls-files", "--others", "--exclude-standard"),
        }
    )


def dependents(names):
    """The addons and all that depend on them, in whatever steps."""
    depends = {
        name: set(manifest.get("depends", ()))
        for folder in (databases.ADDONS, TEST_ADDONS)
        for name, manifest in databases.manifests(folder).items()
    }
    found, fresh = set(), set(names) & set(depends)
    while fresh:
        found |= fresh
        fresh = {name for name, needed in depends.items() if needed & found} - found
    return found


def test_files(since):
    """The test files that the changes since a commit can touch."""
    return select(changed_files(since))


def select(paths):
    """The test files that changes of `paths` can touch: theirs, and those of what builds on them.

    A changed test file touches only itself; what tests share counts as the addon's code.
    """
    addons, files = set(), set()
    for path in paths:
        match = ADDON.match(path)
        if TEST_FILE.match(path):
            if (ROOT / path).is_file() and not path.startswith("tests/fuzz/"):
                files.add(path)
        elif match and not match[2].startswith(("i18n/", "readme/", "static/description/")):
            addons.add(match[1])
        if TOOL.match(path):
            files |= set(_own("tests"))
        elif path.startswith("i18n/"):
            files |= {name for name in _own("tests") if "i18n" in name}
        elif path.startswith("tests/browser/") and not TEST_FILE.match(path):
            files |= set(selection.test_files(["tests/browser"]))
    touched = dependents(addons)
    for name in touched:
        folder = next(
            folder for folder in (databases.ADDONS, TEST_ADDONS) if (folder / name).is_dir()
        )
        files |= set(selection.test_files([str((folder / name).relative_to(ROOT))]))
    if touched:
        files |= {name for name in _own("tests") if "install" in name}
    if databases.DEMO_ADDON in touched:
        files |= set(selection.test_files(["tests/browser"]))
    return sorted(files)


def _own(folder):
    """The test files right in a folder."""
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / folder).glob("test_*.py"))]

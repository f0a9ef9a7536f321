"""`./dev lint`: what can be checked without a database, in under a minute."""

import ast
import csv
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

from . import databases, python_env, requirements, wheels
from .common import ADDONS, BYTE_CODE, DEV, PLAIN, ROOT, ask, say

MAX_FILE, MAX_FUNCTION = 500, 40
OURS = ("addons", "tests", "tools", "i18n", "bench")
# Not written by us (pictures, licences), or with a tool of its own (translations).
FOREIGN = re.compile(r".+\.(?:png|svg|xlsx|xls|gif|woff2?|po|pot|pdf|ofd|zip)|LICENSE|COPYING")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
# Days come from the company's clock alone, ``company._workday_today()``.
OTHER_CLOCK = re.compile(
    r"context_today|\bDate\.today\b|\bDatetime\.today\b|\bDatetime\.now\(\)\.date\("
    r"|\b(?:date|datetime)\.(?:today|now|utcnow)\("
)
OWN_CLOCK = ("l10n_cn_workday", "customer_demo")
SKIPPED = re.compile(r"@(?:unittest|pytest\.mark)\.(?:skip|xfail)\b|\bself\.skipTest\(")
# A refusal is tested with the words people read.
WORDLESS = re.compile(r"\bassertRaises\((?:Access|User|Validation|Missing)Error\b(?!.*\bas \w+)")
# A link of a document to a file, and a method or field it names as one of our code.
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
OWN_NAME = re.compile(r"`(_[a-z]\w+)")
README = ("DESCRIPTION.md", "CONFIGURE.md", "USAGE.md")


def main(_arguments):
    """Run every check; prints at its end and returns the problems."""
    checks = {
        "ruff": check_ruff,
        "pylint-odoo": check_pylint,
        "sizes": check_sizes,
        "texts": check_texts,
        "clock": check_clock,
        "manifests": check_manifests,
        "wheels": wheels.check,
        "documents": check_documents,
        "requirements": requirements.problems,
        "XML": check_xml,
        "access": check_access,
        "shell": check_shell,
        "translations": check_translations,
    }
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(checks, pool.map(lambda check: check(), checks.values()), strict=True))
    seconds = time.monotonic() - started
    problems = [f"{name}: {problem}" for name, found in results.items() for problem in found]
    say(f"\nLint ({seconds:.0f} s)")
    for name, found in results.items():
        say("\n      ".join([f"  {'✗' if found else '✓'} {name}", *found]))
    return problems


def files(*suffixes, folders=OURS):
    """Our files with one of the suffixes, sorted."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                found.append(path)
    return found


def tracked():
    """Every file that is, or would be, under version control; all of ours where there is none."""
    listed = ask(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    )
    if listed is None:
        return [path for folder in (*OURS, "docs") for path in sorted((ROOT / folder).rglob("*.*"))]
    paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def relative(path):
    return path.relative_to(ROOT)


def _lines_of(command, keep):
    """The lines of a checker's output that are problems; its crash is a problem too."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        text=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env={
            **os.environ,
            **PLAIN,
            **BYTE_CODE,
            "PYLINTHOME": str(DEV / "pylint"),
        },
    )
    lines = [line for line in result.stdout.splitlines() if keep(line)]
    if result.returncode and not lines:
        lines = (result.stderr or result.stdout).strip().splitlines()[-5:]
    return lines


def check_ruff():
    """Rules and layout, of every Python file in the checkout."""
    ruff = python_env.VENV / "bin" / "ruff"
    problems = _lines_of(
        [ruff, "check", "--no-cache", "--output-format=concise", ".", "dev"],
        lambda line: re.match(r"\S+:\d+:\d+: ", line),
    )
    layout = _lines_of(
        [ruff, "format", "--no-cache", "--check", "--output-format=concise", ".", "dev"],
        lambda line: re.match(r"\S+:\d+:\d+: |Would reformat", line),
    )
    return [*problems, *layout]


def check_pylint():
    addons = [relative(ADDONS / name) for name in databases.manifests()]
    if not addons:
        return []
    return _lines_of(
        [python_env.PYTHON, "-m", "pylint", "--rcfile=setup.cfg", "--score=n", *addons],
        lambda line: re.match(r"\S+:\d+:\d+: ", line),
    )


def check_sizes():
    """Files and functions that one can still take in (docstrings don't count)."""
    problems = []
    for path in files(".py", ".js"):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MAX_FILE:
            problems.append(f"{relative(path)}: {lines} lines, at most {MAX_FILE}")
        if path.suffix == ".py":
            problems += _long_functions(path)
    return problems


def _long_functions(path):
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        return [f"{relative(path)}:{error.lineno}: {error.msg}"]
    problems = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0]
        if ast.get_docstring(node) is not None and len(node.body) > 1:
            documented = first.end_lineno - first.lineno + 1
        else:
            documented = 0
        lines = node.end_lineno - node.lineno + 1 - documented
        if lines > MAX_FUNCTION:
            problems.append(
                f"{relative(path)}:{node.lineno}: {node.name} has {lines} lines, "
                f"at most {MAX_FUNCTION}"
            )
    return problems


def check_texts():
    """No unfinished business, no skipped tests, no path of one machine, refusals with words."""
    problems = []
    own = relative(ROOT / "tools" / "devtool" / "lint.py")
    for path in tracked():
        if relative(path) == own or FOREIGN.fullmatch(path.name):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for pattern, what in (
                (UNFINISHED, "unfinished"),
                (MACHINE, "path of one machine"),
                (SKIPPED, "skipped test"),
                (WORDLESS, "refusal without its message"),
            ):
                if pattern.search(line):
                    problems.append(f"{relative(path)}:{number}: {what}: {line.strip()[:80]}")
    return problems


def check_clock():
    """No other day than the company's: a job runs elsewhere, and a client sends what it likes."""
    return [
        f"{relative(path)}:{number}: another clock than the company's: {line.strip()[:80]}"
        for path in files(".py", ".xml", ".js", folders=("addons",))
        if path.relative_to(ADDONS).parts[0] not in OWN_CLOCK and "tests" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OTHER_CLOCK.search(line)
    ]


def check_manifests():
    problems = []
    for name, manifest in databases.manifests().items():
        folder = ADDONS / name
        where = f"addons/{name}"
        if not re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest.get("version", "")):
            problems.append(f"{where}: version must be 19.0.x.y.z")
        if manifest.get("license") != "LGPL-3":
            problems.append(f"{where}: licence must be LGPL-3")
        listed = set(manifest.get("data", [])) | set(manifest.get("demo", []))
        for kind in ("data", "demo", "report", "security", "views", "wizard"):
            for path in sorted((folder / kind).glob("*.xml")):
                if str(path.relative_to(folder)) not in listed:
                    problems.append(f"{relative(path)}: not in the manifest, never loaded")
        wanted = [f"readme/{part}" for part in README] + [
            f"static/description/{part}" for part in ("icon.png", "index.html")
        ]
        problems += [
            f"{where}: {path} is missing" for path in wanted if not (folder / path).is_file()
        ]
        problems += _unimported_tests(folder)
    return problems


def _unimported_tests(folder):
    """Odoo's own runner only knows the tests that tests/__init__.py imports."""
    tests = folder / "tests"
    if not tests.is_dir():
        return [f"{relative(folder)}: no tests"]
    listing = tests / "__init__.py"
    imported = listing.read_text() if listing.exists() else ""
    return [
        f"{relative(path)}: not imported in tests/__init__.py"
        for path in sorted(tests.glob("test_*.py"))
        if not re.search(rf"\b{path.stem}\b", imported)
    ]


def check_documents():
    """Links of documents lead somewhere, and what they name of our code is there."""
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in files(".py", folders=("addons", "tools"))
    )
    problems = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        text = path.read_text(encoding="utf-8")
        problems += [
            f"{relative(path)}: {target} is not there"
            for target in LINK.findall(text)
            if not (path.parent / target).exists()
        ]
        problems += [
            f"{relative(path)}: no {name} in our code"
            for name in sorted(set(OWN_NAME.findall(text)))
            if not re.search(rf"\b{name}", sources)
        ]
    return problems


def check_xml():
    problems = []
    for path in files(".xml", folders=("addons", "tests")):
        try:
            tree = ElementTree.parse(path)
        except ElementTree.ParseError as error:
            problems.append(f"{relative(path)}: {error}")
            continue
        if "static" in path.parts:
            continue
        ids = [
            node.get("id")
            for node in tree.iter()
            if node.tag in ("record", "menuitem", "template") and node.get("id")
        ]
        problems += [
            f"{relative(path)}: id {name} is used twice"
            for name in sorted({name for name in ids if ids.count(name) > 1})
        ]
    return problems


def check_access():
    """Every access right names a group: a row without one is for the whole world."""
    problems = []
    for path in ADDONS.glob("*/security/ir.model.access.csv"):
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if not (row.get("group_id:id") or row.get("group_id/id")):
                    problems.append(f"{relative(path)}: {row.get('id')} names no group")
    return problems


def check_shell():
    scripts = [path for path in (ROOT / ".ci" / "run", *files(".sh")) if path.is_file()]
    problems = []
    for path in scripts:
        problems += _lines_of(["bash", "-n", path], lambda line: False)
    return problems


def check_translations():
    """The glossary's tool: nothing missing, nothing fuzzy, terms as agreed."""
    tool = ROOT / "i18n" / "tool.py"
    if not tool.exists():
        return []
    return _lines_of(
        [python_env.PYTHON, tool, "check"],
        lambda line: re.match(r"\S+:\d+", line),
    )

"""`./dev requirements`: what the numbers in the tests mean, and which tests stand for each.

Tests name what they prove in their docstring: a row of the requirements (`REQ B-09`) or a finding
(`F-01`). The texts of the rows are in docs/requirements.csv; docs/requirements.md is made of both.
"""

import ast
import csv
import re

from . import selection
from .common import ROOT, Stop, say

TEXTS = "docs/requirements.csv"
PAGE = "docs/requirements.md"
AREAS = {
    "B": ("Foundation", "基础"),
    "A": ("Approval", "审批"),
    "D": ("Development", "客户开发"),
    "G": ("Grading", "客户分级"),
    "V": ("Visits and receptions", "拜访与接待"),
    "C": ("Complaints", "投诉"),
    "H": ("Departure and hand-over", "离职与交接"),
    "K": ("Key-account department", "大客户部考核"),
}
FINDINGS = {
    "F": ("Wrong or open", "错误与疏漏"),
    "S": ("Attacked", "安全"),
    "L": ("In a running ERP", "与现有 ERP 共存"),
    "P": ("Slow or growing", "性能"),
    "U": ("In the way of people", "易用性"),
}
NUMBER = re.compile(rf"\b[{''.join(AREAS | FINDINGS)}]-\d\d\b")
HEAD = """\
# Requirements and their tests

<!-- Made by ./dev requirements from docs/requirements.csv and the docstrings of the tests. -->

What each number in the tests means. A row comes from the companies' rulebooks and keeps its number;
`./dev requirements B-09` lists every test that names it. [Findings](#findings) are what was once
seen wrong in the running system.
"""


def texts():
    """Return {number: (English, 中文)}, in the order of the file."""
    with open(ROOT / TEXTS, newline="", encoding="utf-8") as file:
        return {row["number"]: (row["English"], row["中文"]) for row in csv.DictReader(file)}


def named():
    """Return {number: [(path, line, name)]} of the tests whose docstring names it.

    "D-02 to D-16" names these two: what lies between has to be proved by a test of its own.
    """
    found = {}
    for path in selection.test_files(["addons", "tests"], with_fuzz=True):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                for number in set(NUMBER.findall(ast.get_docstring(node) or "")):
                    name = getattr(node, "name", "all of it")
                    found.setdefault(number, []).append((path, getattr(node, "lineno", 1), name))
    return {number: sorted(set(places)) for number, places in found.items()}


def page(rows, tests):
    """Return docs/requirements.md."""
    parts = [HEAD]
    for letter, (english, chinese) in AREAS.items():
        parts.append(_table(f"## {letter}: {english} {chinese}", letter, rows, tests))
    missing = [number for number in rows if number[0] in AREAS and number not in tests]
    parts.append("## Not built\n\nNo test names these rows yet.\n")
    parts.append("| Number | What | 内容 |\n| --- | --- | --- |")
    parts[-1] += "".join(f"\n| {number} | {' | '.join(rows[number])} |" for number in missing)
    parts.append("\n## Findings\n\nOnly those that a test names.\n")
    for letter, (english, chinese) in FINDINGS.items():
        parts.append(_table(f"### {letter}: {english} {chinese}", letter, rows, tests))
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def _table(title, letter, rows, tests):
    """Return one area's rows that tests name; nothing when there are none."""
    lines = [
        f"| {number} | {english} | {chinese} | {_links(tests[number])} |"
        for number, (english, chinese) in rows.items()
        if number[0] == letter and number in tests
    ]
    head = [title, "", "| Number | What | 内容 | Tests |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *lines, ""]) if lines else ""


def _links(places):
    """Return a link to each file, by its addon or folder."""
    paths = sorted({path for path, _line, _name in places})
    folders = {}
    for path in paths:
        folder, _, file = path.removeprefix("addons/").replace("/tests/", "/").rpartition("/")
        folders.setdefault(folder, []).append(f"[{file.removesuffix('.py')}](../{path})")
    return "<br>".join(f"{folder}: {', '.join(links)}" for folder, links in folders.items())


def problems():
    """Return what is wrong: numbers without a text, a page that is not up to date."""
    rows, tests = texts(), named()
    found = [
        f"{path}:{line}: {number} is not in {TEXTS}"
        for number, places in sorted(tests.items())
        if number not in rows
        for path, line, _name in places
    ]
    path = ROOT / PAGE
    if not path.is_file() or path.read_text(encoding="utf-8") != page(rows, tests):
        found.append(f"{PAGE}: not up to date, run ./dev requirements")
    return found


def main(numbers):
    """Make the page; with numbers, print the tests that name them instead."""
    rows, tests = texts(), named()
    unknown = [number for number in numbers if number not in rows]
    if unknown:
        raise Stop(f"There is no {', '.join(unknown)} in {TEXTS}.")
    if not numbers:
        (ROOT / PAGE).write_text(page(rows, tests), encoding="utf-8")
        say(f"{PAGE}: {sum(number in tests for number in rows)} of {len(rows)} rows have tests.")
    for number in numbers:
        print(f"{number} {rows[number][0]}\n     {rows[number][1]}")
        for path, line, name in tests.get(number, ()):
            print(f"  {path}:{line} {name}")

"""How long each test file takes, and how files are shared out by it.

Every run writes the times of its files below .dev. `test_times.json` beside this file is what a
fresh clone starts with: a copy of `.dev/test_times.json` after a full run.
"""

import json
import statistics
import threading
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from .common import DEV, ROOT

COMMITTED = Path(__file__).with_name("test_times.json")
OWN = DEV / "test_times.json"
LONGEST = 600.0
_writing = threading.Lock()


def _read(path):
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def seconds(paths):
    """{path: seconds}; a file that was never timed takes as long as others of its size do."""
    known = {**_read(COMMITTED), **_read(OWN)}
    lines = {path: _lines(path) for path in {*known, *paths}}
    pace = statistics.median([known[path] / lines[path] for path in known if lines[path]] or [0.05])
    return {path: known.get(path.partition("::")[0], lines[path] * pace) for path in paths}


def _lines(path):
    try:
        return (ROOT / path.partition("::")[0]).read_text().count("\n")
    except OSError:
        return 0


def parts(paths, known, most, least):
    """Share paths out to at most `most` parts of about equal length, none below `least` seconds.

    The longest first, each to the part that is shortest then.
    """
    count = min(most, max(1, int(sum(known[path] for path in paths) / least)), len(paths))
    found = [[] for _part in range(count)]
    filled = [0.0] * count
    for path in sorted(paths, key=lambda path: -known[path]):
        shortest = filled.index(min(filled))
        found[shortest].append(path)
        filled[shortest] += known[path]
    # In the order one would run them in: pytest shows the files of an addon together.
    return [sorted(part) for part in found]


def remember(report):
    """Keep the times of the files in a JUnit report."""
    try:
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return
    found, strange = {}, set()
    for case in cases:
        path = _file(case.get("classname", ""))
        if path:
            taken = float(case.get("time", 0))
            found[path] = found.get(path, 0.0) + taken
            if not 0 <= taken < LONGEST:
                strange.add(path)  # a frozen clock left a time that none measured
    for path in strange:
        del found[path]
    with _writing:
        known = {**_read(OWN), **{path: round(taken, 1) for path, taken in found.items()}}
        OWN.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def _file(classname):
    """The file of a JUnit class name: its dots are the path's slashes, then perhaps a class."""
    parts = classname.split(".")
    for end in range(len(parts), 0, -1):
        path = "/".join(parts[:end]) + ".py"
        if (ROOT / path).is_file():
            return path
    return None

"""Read days off and make-up workdays from a file or from the package chinesecalendar.

Nothing here knows about Odoo: a reader returns the rows it understood and the problems it found,
as codes that the wizard puts into the user's words.
"""

import csv
import io
import json
import re
import unicodedata
from datetime import date
from importlib.util import find_spec
from typing import NamedTuple

PACKAGE = "chinese_calendar"
MAX_BYTES = 1024 * 1024

OFF = {"off", "holiday", "rest", "day off", "1", "true", "休", "休息", "放假", "节假日", "休假"}
MAKE_UP = {
    "make_up", "make-up", "makeup", "workday", "work", "make-up workday", "0", "false",
    "班", "上班", "调休", "补班", "调休上班", "调休上班日", "工作日",
}  # fmt: skip
HEADINGS = {
    "date": {"date", "day", "日期", "时间"},
    "kind": {"kind", "type", "类型", "类别", "isoffday"},
    "name": {"name", "occasion", "holiday", "名称", "节日", "节假日名称", "说明"},
}


class Row(NamedTuple):
    """A day as read: number of the line or entry, date, kind (off or make_up), name."""

    number: int
    date: date
    kind: str
    name: str


class Problem(NamedTuple):
    """What is wrong: a code, the number of the line or entry (0: the whole file), the value."""

    code: str
    number: int
    value: str


class UnknownYearError(Exception):
    """The package has no data for the year."""


def has_package():
    """Tell whether the package chinesecalendar can be imported."""
    return find_spec(PACKAGE) is not None


def read_package(year):
    """Return (rows, []) of a year from chinesecalendar; raises UnknownYearError."""
    # Optional dependency: imported only when it is used.
    from chinese_calendar import constants

    days = [(day, "off", name) for day, name in constants.holidays.items() if day.year == year]
    days += [(day, "make_up", name) for day, name in constants.workdays.items() if day.year == year]
    if not days:
        raise UnknownYearError
    return [Row(number, *day) for number, day in enumerate(sorted(days), 1)], []


def read_csv(content):
    """Return (rows, problems) of CSV text: date, kind, name; headings optional."""
    text = _decode(content)
    if text is None:
        return [], [Problem("encoding", 0, "")]
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    columns = {"date": 0, "kind": 1, "name": 2}
    entries = []
    reader = csv.reader(io.StringIO(text), dialect)
    try:
        for cells in reader:
            cells = [_clean(cell) for cell in cells]
            if not any(cells):
                continue
            if not entries and (found := _headings(cells)):
                if "date" not in found or "kind" not in found:
                    return [], [Problem("columns", reader.line_num, "")]
                columns = found
                continue
            entries.append((reader.line_num, *(_cell(cells, columns.get(key)) for key in HEADINGS)))
    except csv.Error as error:
        return [], [Problem("csv", reader.line_num, str(error))]
    return _rows(entries)


def read_json(content):
    """Return (rows, problems) of JSON: holiday-cn's form or a list of date, kind, name."""
    text = _decode(content)
    if text is None:
        return [], [Problem("encoding", 0, "")]
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [], [Problem("json", getattr(error, "lineno", 0), "")]
    days = data.get("days") if isinstance(data, dict) else data
    if not isinstance(days, list) or not all(isinstance(day, dict) for day in days):
        return [], [Problem("shape", 0, "")]
    entries = []
    for number, day in enumerate(days, 1):
        kind = day.get("kind", day.get("isOffDay", ""))
        values = (day.get("date") or "", kind, day.get("name") or "")
        entries.append((number, *(_clean(str(value)) for value in values)))
    return _rows(entries)


def _rows(entries):
    rows, problems, seen = [], [], set()
    for number, day_text, kind_text, name in entries:
        day, kind = _date(day_text), _kind(kind_text)
        if day is None:
            problems.append(Problem("date", number, day_text))
        if kind is None:
            problems.append(Problem("kind", number, kind_text))
        if day is None or kind is None:
            continue
        if day in seen:
            problems.append(Problem("duplicate", number, day.isoformat()))
            continue
        seen.add(day)
        rows.append(Row(number, day, kind, name))
    return rows, problems


def _decode(content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Spreadsheet files and pictures are bytes that GB18030 happens to accept.
        return None if "\0" in text else text
    return None


def _clean(text):
    # NFKC: full-width digits and signs, as Chinese input methods write them.
    return unicodedata.normalize("NFKC", text).strip()


def _cell(cells, index):
    return cells[index] if index is not None and index < len(cells) else ""


def _headings(cells):
    found = {}
    for index, cell in enumerate(cells):
        for key, words in HEADINGS.items():
            if cell.lower() in words:
                found.setdefault(key, index)
    return found


def _date(text):
    match = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text) or re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text
    )
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _kind(text):
    text = text.lower()
    return "off" if text in OFF else "make_up" if text in MAKE_UP else None

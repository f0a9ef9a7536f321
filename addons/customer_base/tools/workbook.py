"""How large a list is, looked at before it is read: a small file may unpack to a huge one."""

import io
import re
import zipfile

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 25 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 60

BLOCK = 1024 * 1024
# what may stand at the end of a block and go on in the next
OVERLAP = 200
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
CELL = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
CELLS = re.compile(rb"<(?:\w+:)?c[\s/>]")
ROWS = re.compile(rb"<(?:\w+:)?row[\s/>]")


class UnusableList(Exception):
    """A file that is not read.

    :param problem: ``bytes``, ``rows``, ``columns`` or ``format``
    """

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


def check_list(content):
    """Refuse a file too large to be read inside a request, without reading it.

    :param content: bytes of an Excel or CSV file
    :raises UnusableList: it is too large, or of another kind
    """
    if len(content) > MAX_BYTES:
        raise UnusableList("bytes")
    if content.startswith(b"PK"):
        _check_xlsx(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        _check_xls(content)
    elif content.count(b"\n") > MAX_ROWS:
        raise UnusableList("rows")


def check_size(rows, columns):
    """Refuse a table of too many rows (headings included) or columns.

    :raises UnusableList: telling which
    """
    if rows > MAX_ROWS + 1:
        raise UnusableList("rows")
    if columns > MAX_COLUMNS:
        raise UnusableList("columns")


def _check_xlsx(content):
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise UnusableList("format") from error
    with archive:
        parts = archive.infolist()
        if not any(part.filename.startswith("xl/") for part in parts):
            raise UnusableList("format")
        # ``zipfile`` never unpacks more of a part than the size that is told here
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise UnusableList("bytes")
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with archive.open(part) as stream:
                    _check_sheet(stream)


def _check_sheet(stream):
    """Look for the last row and column, wherever they are said to be."""
    rows = cells = 0
    tail = b""
    while block := stream.read(BLOCK):
        text = tail + block
        # what is wholly in the tail was counted with the block before
        rows += sum(match.end() > len(tail) for match in ROWS.finditer(text))
        cells += sum(match.end() > len(tail) for match in CELLS.finditer(text))
        for match in ROW.finditer(text):
            check_size(int(match.group(1)), 0)
        for match in CELL.finditer(text):
            check_size(int(match.group(2)), _column_number(match.group(1)))
        check_size(max(rows, cells // MAX_COLUMNS), 0)
        tail = text[-OVERLAP:]


def _column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _check_xls(content):
    try:
        import xlrd  # noqa: PLC0415  Odoo reads the old format only where it is installed
    except ImportError:
        return
    try:
        # ragged: rows are not filled up to the last column
        book = xlrd.open_workbook(file_contents=content, ragged_rows=True)
    except Exception as error:  # noqa: BLE001  whatever a broken file makes of it
        raise UnusableList("format") from error
    for sheet in book.sheets():
        check_size(sheet.nrows, sheet.ncols)

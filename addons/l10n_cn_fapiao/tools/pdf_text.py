"""Reads the text layer of a PDF, line by line, within limits of time and memory.

Plain Python, nothing but the standard library. Knows what invoices need: packed objects, Flate
streams, fonts with a ToUnicode table or one of the Chinese encodings, forms. Not for anything else:
pictures, passwords, other filters are left out.
"""

import base64
import itertools
import re
import sys
import unicodedata
import zlib

MAX_FILE = 4 * 2**20  # bytes
MAX_STREAM = 2 * 2**20  # bytes of one stream, unpacked
MAX_UNPACKED = 8 * 2**20  # bytes of all streams, unpacked
MAX_OBJECTS = 5_000
MAX_HEAD = 20_000  # bytes of a stream's dictionary
MAX_LOOKED = 64 * 2**20  # bytes looked through for the ends of streams
MAX_TOKENS = 60_000  # of one stream or object
MAX_STEPS = 120_000  # tokens of all of them
MAX_PAGES = 5
MAX_CODES = 65_536  # of one font


class PdfError(ValueError):
    """Why there is no text: "bomb" (more than an invoice can be) or "locked" (a password)."""


def lines(content):
    """Return the lines of the first pages, from top to bottom.

    :param content: bytes of the file
    :raise PdfError: it can't be read within the limits
    """
    if len(content) > MAX_FILE:
        raise PdfError("bomb")
    if re.search(rb"/Encrypt\s+\d", content):
        raise PdfError("locked")
    pdf, found = _Pdf(content), []
    for resources, drawing in pdf.pages():
        page = _Page(pdf)
        page.draw(resources, drawing)
        found += _lines(page.texts)
    return found


# ---------------------------------------------------------------- objects

_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+\d{1,5}\s+obj\b")
# apart from the tokens: two loops in one pattern would be tried over and over
_GAP = re.compile(rb"(?:\s+|%[^\r\n]*)*")
_TOKEN = re.compile(
    rb"(?:"
    rb"(?P<ref>\d{1,7}\s+\d{1,5}\s+R\b)|(?P<number>[-+]?\d{0,12}\.?\d{1,12})|(?P<name>/[^\s()<>\[\]{}/%]*)|"
    rb"(?P<text>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,999}\)){0,4999}\))|(?P<mark><<|>>|[\[\]{}])|"
    rb"(?P<hex><[0-9A-Fa-f\s]*>)|(?P<word>[A-Za-z'\"][A-Za-z0-9*'\"]*)|(?P<other>\S))",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"",
            b"\r": b"", b"\r\n": b""}  # fmt: skip


class _Ref(int):
    """The number of an object that is referred to."""


def _unescape(match):
    text = match[1]
    if text[:1].isdigit() and text[:1] < b"8":
        return bytes([int(text, 8) & 255])
    return _ESCAPED.get(text, text)


def _tokens(data, position=0):
    """Yield (kind, value, end) of a piece of PDF, at most MAX_TOKENS."""
    for _count in range(MAX_TOKENS):
        if not (match := _TOKEN.match(data, _GAP.match(data, position).end())):
            return
        position, kind, value = match.end(), match.lastgroup, match[match.lastgroup]
        if kind == "ref":
            value = _Ref(value.split()[0])
        elif kind == "number":
            value = float(value)
        elif kind == "text":
            value = _ESCAPE.sub(_unescape, value[1:-1])
        elif kind == "hex":
            digits = b"".join(value[1:-1].split())
            kind, value = "text", bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        elif kind in ("name", "word", "mark"):
            value = value.decode("latin-1")
        yield kind, value, position


def _value(tokens, depth=0):
    """Return the next value of a piece of PDF: dict, list, number, name, bytes or _Ref."""
    kind, value, _end = next(tokens, ("mark", "]", 0))
    if value not in ("<<", "[") or kind != "mark" or depth > 20:
        return None if kind in ("mark", "other") else value
    items = []
    closing = ">>" if value == "<<" else "]"
    while (item := _value(tokens, depth + 1)) is not None:
        items.append(item)
    if closing == "]":
        return items
    pairs = zip(items[::2], items[1::2], strict=False)
    return {key: item for key, item in pairs if isinstance(key, str)}


class _Pdf:
    """Finds objects by looking through the file: damaged or updated tables of them don't matter."""

    def __init__(self, content):
        self.known, self.unpacked, self.steps, self.looked = {}, 0, 0, 0
        places = list(itertools.islice(_OBJECT.finditer(content), MAX_OBJECTS))
        # the last one of a number counts: files are updated by appending
        self.places = {int(match[1]): (content, match.end()) for match in places}
        for match in places:
            if b"/ObjStm" in content[match.end() : match.end() + 400]:
                self._add_packed(int(match[1]))

    def _add_packed(self, number):
        data = self.stream(number)
        count, first = self.at(number, "/N"), self.at(number, "/First")
        if isinstance(count, float) and isinstance(first, float):
            numbers = [int(item) for item in re.findall(rb"\d{1,9}", data[: int(first)])]
            pairs = list(zip(numbers[::2], numbers[1::2], strict=False))[: int(count)]
            for inner, offset in pairs[:MAX_OBJECTS]:
                self.places.setdefault(inner, (data, int(first) + offset))

    def tokens(self, data, position=0):
        """Yield what a piece of PDF is made of; all pieces together have a limit."""
        for token in _tokens(data, position):
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise PdfError("bomb")
            yield token

    def get(self, value):
        """Return the object that a number or reference names, or the value itself."""
        if not isinstance(value, int):
            return value
        if value not in self.known:
            data, position = self.places.get(value, (b"", 0))
            self.known[value] = _value(self.tokens(data, position))
        return self.known[value]

    def at(self, value, key):
        """Return what a dictionary has under a key, or an empty dictionary."""
        holder = self.get(value)
        found = self.get(holder.get(key)) if isinstance(holder, dict) else None
        return {} if found is None else found

    def stream(self, number):
        """Return the unpacked bytes of a stream."""
        data, position = self.places.get(number, (b"", 0))
        start = data.find(b"stream", position, position + MAX_HEAD)
        if start < 0 or b"endobj" in data[position:start]:
            return b""
        end = data.find(b"endstream", start)
        self.looked += (end if end > 0 else len(data)) - start
        if self.looked > MAX_LOOKED:
            raise PdfError("bomb")
        if end < 0:
            return b""
        body = data[start + 6 : end].lstrip(b"\r\n")
        filters = self.at(number, "/Filter")
        for item in filters if isinstance(filters, list) else [filters]:
            body = _unpacked(item, body)
        self.unpacked += len(body)
        if self.unpacked > MAX_UNPACKED:
            raise PdfError("bomb")
        return body

    def pages(self):
        """Return (resources, content) of the first pages."""
        found = []
        for number, (data, position) in sorted(self.places.items()):
            if b"/Page" not in data[position : position + 4000]:
                continue
            page = self.get(number)
            if not isinstance(page, dict) or page.get("/Type") != "/Page":
                continue
            parts = page.get("/Contents")
            held = self.get(parts)
            parts = held if isinstance(held, list) else [parts]
            streams = [self.stream(part) for part in parts[:50] if isinstance(part, _Ref)]
            resources, above = self.at(number, "/Resources"), page
            for _level in range(10):
                if resources or not isinstance(above, dict):
                    break
                above = self.at(above, "/Parent")
                resources = self.at(above, "/Resources")
            found.append((resources, b"\n".join(streams)))
        return found[:MAX_PAGES]


def _unpacked(name, body):
    """Return what one filter makes of a stream; of a filter that text never has, nothing."""
    try:
        if name == "/FlateDecode":
            return zlib.decompressobj().decompress(body, MAX_STREAM)
        if name == "/ASCII85Decode":
            return base64.a85decode(body.strip().removesuffix(b"~>"))
    except (zlib.error, ValueError):
        return b""
    return b"" if name else body


class _Font:
    """Turns the bytes of a text into characters."""

    def __init__(self, pdf, font):
        encoding = pdf.at(font, "/Encoding")
        encoding = encoding if isinstance(encoding, str) else ""
        self.wide = pdf.at(font, "/Subtype") == "/Type0"
        self.codec = "" if self.wide else "cp1252"
        if "Uni" in encoding:  # UniGB-UCS2-H
            self.codec = "utf-16-be"
        elif "GB" in encoding:  # GBK-EUC-H, GB-EUC-H, GBpc-EUC-H
            self.codec = "gbk"
        holder = pdf.get(font)
        number = holder.get("/ToUnicode") if isinstance(holder, dict) else None
        self.map = _character_map(pdf.stream(number)) if isinstance(number, _Ref) else {}

    def text(self, data):
        if not self.map:
            return data.decode(self.codec, "replace") if self.codec else ""
        step = 2 if self.wide else 1
        codes = (data[index : index + step] for index in range(0, len(data), step))
        return "".join(self.map.get(int.from_bytes(code, "big"), "") for code in codes)


_HEX = rb"<\s*([0-9A-Fa-f]{1,64})\s*>"
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_ROW = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[([^\]]*)\])")


def _character_map(data):
    """Return {code: characters} of a ToUnicode table."""
    found = {}
    for block in re.findall(rb"beginbfchar(.{0,200000}?)endbfchar", data, re.DOTALL):
        for code, text in _PAIR.findall(block):
            found[int(code, 16)] = _characters(text)
    for block in re.findall(rb"beginbfrange(.{0,200000}?)endbfrange", data, re.DOTALL):
        for first, last, text, several in _ROW.findall(block):
            first, last = int(first, 16), int(last, 16)
            texts = [_characters(part) for part in re.findall(_HEX, several)]
            head = _characters(text)
            for index in range(min(last - first + 1, MAX_CODES - len(found))):
                if text:
                    following = min(ord(head[-1:] or " ") + index, sys.maxunicode)
                    found[first + index] = head[:-1] + chr(following)
                elif index < len(texts):
                    found[first + index] = texts[index]
    return found


def _characters(digits):
    data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return data.decode("utf-16-be" if len(data) > 1 else "latin-1", "replace")


# ---------------------------------------------------------------- pages

_START = (1, 0, 0, 1, 0, 0)


def _times(one, two):
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


class _Page:
    """Runs through the drawing of a page and keeps its texts: (y, x, height, width, text)."""

    def __init__(self, pdf):
        self.pdf, self.texts, self.forms_drawn = pdf, [], 0
        self.matrix = self.line = self.place = _START
        self.stack, self.font, self.size, self.leading = [], None, 0, 0

    def draw(self, resources, content, depth=0):
        """Keep the texts of a content stream, those of its forms included."""
        fonts, forms = self.pdf.at(resources, "/Font"), self.pdf.at(resources, "/XObject")
        made, waiting = {}, []
        tokens = self.pdf.tokens(content)
        for kind, value, _end in tokens:
            if kind != "word":
                waiting.append(_array(tokens) if value == "[" and kind == "mark" else value)
                continue
            operands, waiting = waiting, []
            numbers = [item for item in operands if isinstance(item, float)]
            name = operands[0] if operands and isinstance(operands[0], str) else None
            if value == "Tf" and name and numbers:
                if name not in made and isinstance(fonts, dict):
                    made[name] = _Font(self.pdf, fonts.get(name))
                self.font, self.size = made.get(name), numbers[0]
            elif value == "Do" and name and isinstance(forms, dict):
                self._form(forms.get(name), resources, depth)
            elif value in ("Tj", "TJ", "'", '"'):
                if value in ("'", '"'):
                    self._move(0, -self.leading)
                if self.font and operands:
                    self._keep(operands[-1])
            else:
                self._turn(value, numbers)

    def _turn(self, word, numbers):
        """Follow what moves the pen."""
        count = len(numbers)
        if word == "q" and len(self.stack) < 1000:
            self.stack.append(self.matrix)
        elif word == "Q" and self.stack:
            self.matrix = self.stack.pop()
        elif word == "cm" and count == 6:
            self.matrix = _times(numbers, self.matrix)
        elif word == "BT":
            self.line = self.place = _START
        elif word == "Tm" and count == 6:
            self.line = self.place = tuple(numbers)
        elif word in ("Td", "TD") and count == 2:
            self.leading = -numbers[1] if word == "TD" else self.leading
            self._move(*numbers)
        elif word == "TL" and count:
            self.leading = numbers[0]
        elif word == "T*":
            self._move(0, -self.leading)

    def _move(self, right, up):
        self.line = self.place = _times((1, 0, 0, 1, right, up), self.line)

    def _form(self, number, resources, depth):
        self.forms_drawn += 1
        if not isinstance(number, _Ref) or self.forms_drawn > 50 or depth > 3:
            return
        own = self.pdf.at(number, "/Resources") or resources
        inner, before = self.pdf.at(number, "/Matrix"), self.matrix
        numbers = [item for item in inner if isinstance(item, float)]
        if len(numbers) == 6:
            self.matrix = _times(numbers, self.matrix)
        self.draw(own, self.pdf.stream(number), depth + 1)
        self.matrix = before

    def _keep(self, shown):
        """Keep one text, and go on after it: as wide as such characters mostly are."""
        parts = shown if isinstance(shown, list) else [shown]
        text = "".join(self.font.text(part) for part in parts if isinstance(part, bytes))
        where = _times(self.place, self.matrix)
        height = abs(self.size * (where[3] or where[1]))
        width = sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)
        if text.strip():
            self.texts.append((where[5], where[4], height, width * height, text))
        self.place = _times((1, 0, 0, 1, width * self.size, 0), self.place)


def _array(tokens):
    items = []
    for kind, value, _end in tokens:
        if kind == "mark":
            break
        items.append(value)
    return items


_RADICAL = re.compile("[\u2e80-\u2fdf]")


def _lines(texts):
    """Return the texts of a page as lines from top to bottom, with spaces where there is room."""
    lines, last_y = [], None
    for y, x, height, width, text in sorted(texts, key=lambda item: (-item[0], item[1])):
        if last_y is None or last_y - y > max(height, 4) * 0.5:
            lines.append([])
            last_y = y
        lines[-1].append((x, height, width, text))
    joined = []
    for line in lines:
        parts, end = [], None
        for x, height, width, text in sorted(line):
            parts += [" "] if end is not None and x - end > height * 0.8 else []
            parts.append(text)
            end = x + width
        # printed from a browser, some characters come as the radicals that look like them
        text = _RADICAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), "".join(parts))
        joined.append(text.strip())
    return joined

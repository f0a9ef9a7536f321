"""Reads the files of Chinese VAT invoices (发票) as the tax platform hands them out.

Plain Python with lxml; knows nothing of Odoo. ``read(name, content)`` takes XML (``EInvoice``),
OFD, PDF with a text layer, or a zip of such files. It never says that an invoice is genuine:
signatures are not checked, and where an OFD says two things it is refused. Every loop has a limit,
as files come from anywhere: no DTD, no entities, capped size, entries and expansion. The text of a
PDF is read by ``pdf_text``: the libraries that Odoo accepts differ from server to server (PyPDF2
1.26 to pypdf 7, the former without Chinese fonts), and none of them has a limit of time.
"""

import io
import itertools
import re
import sys
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

try:
    from . import pdf_text
except ImportError:  # loaded by its path, without Odoo
    sys.path.append(str(Path(__file__).parent))
    import pdf_text

MAX_FILE = 10 * 2**20  # bytes of one file, a zip included
MAX_ENTRY = 4 * 2**20  # bytes of one file in a zip, unpacked
MAX_EXPANDED = 60 * 2**20  # bytes of all files in a zip, unpacked
MAX_ENTRIES = 1000
MAX_XML = 3 * 2**20
MAX_TAG = 128 * 2**10  # bytes from one ">" to the next
MAX_ELEMENTS = 60_000
MAX_DEPTH = 60
CENT = Decimal("0.01")

KINDS = ("paper_special", "paper_ordinary", "digital_special", "digital_ordinary", "digital_paper")

# What is wrong, in a sentence; "name" is the file's.
SENTENCES = {
    "big": "%(name)s is larger than 10 MB. Split it, or drop its files one by one.",
    "empty": "%(name)s is empty.",
    "unknown": "%(name)s is no XML, OFD, PDF or zip file of an invoice.",
    "cut": "%(name)s is damaged or cut off. Download it once more.",
    "dtd": "%(name)s has a document type definition, which no invoice has. It was not read.",
    "bomb": "%(name)s unpacks to more than an invoice can be. It was not read.",
    "drawing": "%(name)s is a drawing only, without the data of the invoice. Use the XML file.",
    "locked": "%(name)s is locked with a password. Use the XML file.",
    "scan": "%(name)s has no text of an invoice, it may be a scan. Use the XML file.",
    "number": "%(name)s: the number of the invoice is missing or does not fit its kind.",
    "date": "%(name)s: the date of the invoice is missing or is none.",
    "amount": "%(name)s: net, tax or gross amount is missing or is none.",
    "sum": "%(name)s: net and tax do not add up to the gross amount.",
    "sign": "%(name)s: whether the invoice is a red one and its amounts contradict each other.",
    "twice": "%(name)s says two different things about the number or the amounts.",
    "kind": "%(name)s does not say whether the invoice is a special or an ordinary one.",
}


class FapiaoFileError(ValueError):
    """Why a file is not taken: ``code`` is a key of ``SENTENCES``, the text its sentence."""

    def __init__(self, code, name):
        super().__init__(SENTENCES[code] % {"name": name})
        self.code, self.name = code, name


@dataclass(frozen=True)
class FapiaoFile:
    """One invoice as a file tells it. Amounts of a red one are negative.

    ``code`` is empty for digital ones. ``red_of`` names the blue invoice: its 20 digits, or code
    and number written together. ``paper_number``: the 8 digits of a digital one on paper.
    """

    kind: str
    code: str
    number: str
    date: date
    net: Decimal
    tax: Decimal
    gross: Decimal
    seller_vat: str
    seller_name: str
    buyer_vat: str
    buyer_name: str
    red_of: str
    remark: str
    paper_number: str = ""


def read(name, content):
    """Return the invoices of one file, as a list of ``FapiaoFile``.

    :param name: name of the file, for messages; what it is, its content tells
    :raise ValueError: in a sentence, why it can't be read; nothing of a zip is returned then
    """
    return [_read_one(*entry) for entry in split(name, content)]


def split(name, content):
    """Yield (name, content) of the files in a zip; of any other file itself.

    :raise ValueError: too large, damaged, or a zip of zips
    """
    name, content = str(name), bytes(content)
    if len(content) > MAX_FILE:
        raise FapiaoFileError("big", name)
    if not content.strip():
        raise FapiaoFileError("empty", name)
    if not content.startswith(b"PK") or _is_ofd(archive := _archive(name, content)):
        yield name, content
        return
    found = False
    for info in archive.infolist():
        base = info.filename.rsplit("/", 1)[-1]
        if info.is_dir() or base.startswith(".") or info.filename.startswith("__MACOSX/"):
            continue
        found = True
        yield base, _unpack(name, archive, info)
    if not found:
        raise FapiaoFileError("empty", name)


def _read_one(name, content):
    if content.startswith(b"PK"):
        archive = _archive(name, content)
        if not _is_ofd(archive):
            raise FapiaoFileError("unknown", name)
        return _invoice(name, _read_ofd(name, archive))
    if b"%PDF-" in content[:1024]:
        return _invoice(name, _read_pdf(name, content))
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        values = _read_xml(_leaves(name, content))
        if not values.get("number") and not values.get("gross"):
            raise FapiaoFileError("unknown", name)
        return _invoice(name, values)
    raise FapiaoFileError("empty" if not content.strip() else "unknown", name)


# ---------------------------------------------------------------- zip


def _archive(name, content):
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except Exception as error:  # zipfile raises a dozen kinds on damaged files
        raise FapiaoFileError("cut", name) from error
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_EXPANDED:
        raise FapiaoFileError("bomb", name)
    return archive


def _is_ofd(archive):
    return any(info.filename.strip("/").lower() == "ofd.xml" for info in archive.infolist())


def _unpack(name, archive, info):
    if info.file_size > MAX_ENTRY:
        raise FapiaoFileError("bomb", name)
    try:
        with archive.open(info) as packed:
            content = packed.read(MAX_ENTRY + 1)
    except Exception as error:  # as above; the sizes in a zip's directory are a claim only
        raise FapiaoFileError("cut", name) from error
    if len(content) > MAX_ENTRY:
        raise FapiaoFileError("bomb", name)
    return content


# ---------------------------------------------------------------- XML


class _Leaves:
    """Parser target: keeps (parent, name, id, text) of elements with text, builds no tree."""

    def __init__(self, name, count):
        self.name, self.found, self.stack, self.count = name, [], [], count

    def start(self, tag, attributes):
        if next(self.count) > MAX_ELEMENTS or len(self.stack) > MAX_DEPTH:
            raise FapiaoFileError("bomb", self.name)
        number = attributes.get("ID") or (self.stack[-1][1] if self.stack else "")
        local = tag.rsplit("}", 1)[-1]
        # a custom value of an OFD is named by an attribute
        self.stack.append((attributes.get("Name", local)[:80], number, []))

    def data(self, text):
        if self.stack:
            self.stack[-1][2].append(text)

    def end(self, _tag):
        local, number, parts = self.stack.pop()
        if text := "".join(parts).strip():
            parent = self.stack[-1][0] if self.stack else ""
            self.found.append((parent, local, number, text[:2000]))

    def doctype(self, *_parts):
        raise FapiaoFileError("dtd", self.name)

    def close(self):
        return self.found


def _leaves(name, content, count=None):
    """Return [(parent, name, id, text)] of an XML file, namespaces left out.

    :param count: counts the elements of all files that are read together
    """
    if len(content) > MAX_XML or max(map(len, content.split(b">"))) > MAX_TAG:
        raise FapiaoFileError("bomb", name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FapiaoFileError("dtd", name)
    parser = etree.XMLParser(
        target=_Leaves(name, count or itertools.count()),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    try:
        parser.feed(content)
        return parser.close()
    except (etree.LxmlError, UnicodeError, LookupError) as error:
        raise FapiaoFileError("cut", name) from error


def _read_xml(leaves):
    """Return the values of an invoice in either of the two schemas."""
    first = {}
    for parent, local, _number, text in leaves:
        first.setdefault(local, text)
        first.setdefault(f"{parent}/{local}", text)

    def pick(*names):
        return next((first[name] for name in names if name in first), "")

    special = pick("GeneralOrSpecialVAT/LabelCode")
    title = pick("GeneralOrSpecialVAT/LabelName", "InvoiceType", "Title")
    issue = pick("InIssuType/LabelCode").upper()
    return {
        "number": pick("TaxSupervisionInfo/InvoiceNumber", "InvoiceNo", "EIid", "发票号码"),
        "code": pick("InvoiceCode", "发票代码"),
        "paper_number": pick("PaperInvoiceNumber"),
        "date": pick("TaxSupervisionInfo/IssueTime", "IssueDate", "RequestTime", "开票日期"),
        "net": pick("TotalAmWithoutTax", "TaxExclusiveTotalAmount", "合计金额"),
        "tax": pick("TotalTaxAm", "TaxTotalAmount", "合计税额"),
        "gross": pick("TotalTax-includedAmount", "TaxInclusiveTotalAmount", "价税合计"),
        "seller_vat": pick("SellerIdNum", "SellerTaxID", "销售方纳税人识别号"),
        "seller_name": pick("SellerName", "销售方名称"),
        "buyer_vat": pick("BuyerIdNum", "BuyerTaxID", "购买方纳税人识别号"),
        "buyer_name": pick("BuyerName", "购买方名称"),
        "special": {"01": "yes", "02": "no"}.get(special, "") or _special(title),
        "red": {"Y": "no", "N": "yes"}.get(issue, ""),
        "red_of": pick("RedEInvoice/OriginalInvoiceCode", "OriginalInvoiceCode"),
        "remark": pick("AdditionalInformation/Remark", "Remark", "Note", "备注"),
    }


def _special(text):
    if "专用" in text:
        return "yes"
    return "no" if "普通" in text else ""


# ---------------------------------------------------------------- OFD


_PARTS = {
    "custom": re.compile(r"(?i)(?:^|/)ofd\.xml$"),
    "tags": re.compile(r"(?i)/customtag\.xml$"),
    "attached": re.compile(r"(?i)\battachs?/(?!attachments\.xml).*\.xml$"),
    "page": re.compile(r"(?i)/(?:pages|tpls)/.*content\.xml$"),
}


def _read_ofd(name, archive):
    """Return the values: of the attached invoice, the tagged texts, the custom data, as known."""
    count, held = itertools.count(), {kind: [] for kind in _PARTS}
    for info in archive.infolist():
        kind = next((kind for kind, path in _PARTS.items() if path.search(info.filename)), None)
        if kind:
            held[kind].append(_leaves(name, _unpack(name, archive, info), count))
    sources = [_read_xml(leaves) for leaves in held["attached"]]
    texts = {}
    for _parent, local, number, text in itertools.chain(*held["page"]):
        if local == "TextCode" and number:
            texts[number] = texts.get(number, "") + text
    tags = itertools.chain(*held["tags"])
    parts = {}
    for parent, local, _number, text in tags:
        if local == "ObjectRef":
            parts[parent] = parts.get(parent, "") + texts.get(text, "")
    sources.append(_read_xml([("", local, "", text) for local, text in parts.items()]))
    sources.append(_read_xml(list(itertools.chain(*held["custom"]))))
    page = "".join(texts.values())
    values = {
        field: next((source[field] for source in sources if source[field]), "")
        for field in sources[0]
    }
    if not values["number"]:
        raise FapiaoFileError("drawing", name)
    for field, plain in (("number", _digits), ("gross", _amount), ("net", _amount)):
        if len({plain(source[field]) for source in sources if source[field]}) > 1:
            raise FapiaoFileError("twice", name)
    if not values["gross"] and (net := _amount(values["net"])) is not None:
        values["gross"] = str(net + (_amount(values["tax"]) or 0))
    values["special"] = values["special"] or _special(page)
    return values


# ---------------------------------------------------------------- PDF

_MONEY = r"[-−]?\s*[¥￥]\s*[-−]?[\d,]+\.\d{2}"


def _read_pdf(name, content):
    """Return the values of an invoice from the text layer of a PDF."""
    try:
        lines = pdf_text.lines(content)
    except pdf_text.PdfError as error:
        raise FapiaoFileError(str(error), name) from error
    text = "\n".join(re.sub(r"[ \t　]+", " ", line) for line in lines)
    tight = re.sub(r" ", "", text)
    if not re.search(r"\d{8}", tight) or "票" not in tight:
        raise FapiaoFileError("scan", name)
    return {**_pdf_head(tight), **_pdf_parties(text), **_pdf_amounts(tight), **_pdf_remark(text)}


def _first(pattern, text, default=""):
    found = re.search(pattern, text)
    return found[1] if found else default


def _pdf_head(tight):
    red_of = _red_of(tight)
    code = _first(r"发票代码[:：]?(\d{10,12})(?!\d)", tight)
    others = re.sub(rf"(?<!\d){red_of}(?!\d)", "", tight) if red_of else tight
    number = _first(r"(?<!\d)(\d{20})(?!\d)", others)
    short = _first(r"发票号码[:：]?(\d{8})(?!\d)", others)
    return {
        "number": number or short,
        "code": code,
        "paper_number": short if number and code else "",
        "date": _first(r"(\d{4}年\d{1,2}月\d{1,2}日)", tight),
        "special": _special(tight),
        "red": "",
        "red_of": red_of,
    }


def _pdf_parties(text):
    """Return names and tax numbers; the buyer stands left of the seller, or above."""
    names = [
        re.sub(r"\s+[购买销售方信息]{1,2}$", "", found.strip())
        for found in re.findall(r"名\s*称\s*[:：](.*?)(?=\s名\s*称\s*[:：]|\n|$)", text)
    ]
    numbers = re.findall(r"识\s*别\s*号\s*[:：][ ]?([0-9A-Z]{15,20}|)", text)
    names, numbers = [*names, "", ""], [*numbers, "", ""]
    return {
        "buyer_name": names[0],
        "seller_name": names[1],
        "buyer_vat": numbers[0],
        "seller_vat": numbers[1],
    }


def _pdf_amounts(tight):
    gross = _first(rf"小写[)）]?[:：]?({_MONEY})", tight)
    total = next((line for line in tight.split("\n") if re.match(r"合计(?![(（])", line)), "")
    amounts = re.findall(_MONEY, total)
    if len(amounts) == 1 and re.search(r"\*|免税|不征税", total):
        amounts.append("0.00")
    net, tax = (*amounts, "", "")[:2]
    return {"gross": gross, "net": net, "tax": tax}


def _pdf_remark(text):
    """Return what stands below the total: the remark, and who drew the invoice up."""
    after = text[text.rfind("小写") :].split("\n")[1:] if "小写" in text else []
    label = r"^[备注]{1,2}(?=\s|$)|^备\s*注\s*[:：]?|(?:开票人|收款人|复\s*核)\s*[:：].*"
    kept = [re.sub(label, "", line).strip() for line in after]
    return {"remark": " ".join(filter(None, kept))[:2000]}


# ---------------------------------------------------------------- the invoice


def _digits(text):
    return re.sub(r"\D", "", text)


def _amount(text):
    """Return a Decimal with two places, or None."""
    plain = re.sub(r"[¥￥,，\s]", "", text).replace("−", "-")
    if not re.fullmatch(r"-?\d{1,12}(?:\.\d{1,8})?", plain):
        return None
    return Decimal(plain).quantize(CENT)


def _date(text):
    found = re.match(r"\s*(\d{4})\D{0,3}(\d{1,2})\D{0,3}(\d{1,2})", text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return day if day and 1994 <= day.year <= 2199 else None


def _red_of(text):
    """Return the blue invoice that a remark names: 20 digits, or code and number together."""
    tight = re.sub(r"\s", "", text)
    digital = _first(r"被红冲蓝字(?:数电)?(?:发票)?号码[:：]?(\d{20})(?!\d)", tight)
    paper = re.search(
        r"(?:对应正数|被红冲蓝字)发票代码[:：]?(\d{10,12})\D{0,6}号码[:：]?(\d{8})", tight
    )
    return digital or (paper[1] + paper[2] if paper else "")


def _kind(code, number, special):
    """Return the kind that code and number fit, or an empty text."""
    tail = "special" if special == "yes" else "ordinary"
    if len(number) == 20:
        return "digital_paper" if len(code) in (10, 12) else "" if code else f"digital_{tail}"
    return f"paper_{tail}" if len(number) == 8 and len(code) in (10, 12) else ""


def _invoice(name, values):
    """Return the FapiaoFile of raw values, checked.

    :raise FapiaoFileError: what is missing or contradicts itself
    """
    texts = {key: " ".join(str(value).split()) for key, value in values.items()}
    code, number = texts["code"], texts["number"]
    if not (code + number).isdecimal() or not (code + number).isascii():
        raise FapiaoFileError("number", name)
    special = texts["special"]
    if not (kind := _kind(code, number, special)):
        raise FapiaoFileError("number", name)
    if not special and kind != "digital_paper":
        raise FapiaoFileError("kind", name)
    day = _date(texts["date"])
    if not day:
        raise FapiaoFileError("date", name)
    net, tax, gross = (_amount(texts[key]) for key in ("net", "tax", "gross"))
    if net is None or tax is None or gross is None or not gross:
        raise FapiaoFileError("amount", name)
    if abs(net + tax - gross) > CENT:
        raise FapiaoFileError("sum", name)
    red_of = _digits(texts["red_of"]) or _red_of(texts["remark"])
    if (gross < 0) != (texts["red"] == "yes" or (gross < 0 and not texts["red"])) or (
        red_of and gross > 0
    ):
        raise FapiaoFileError("sign", name)
    return FapiaoFile(
        kind=kind,
        code=code,
        number=number,
        date=day,
        net=net,
        tax=tax,
        gross=gross,
        seller_vat=texts["seller_vat"].upper(),
        seller_name=texts["seller_name"],
        buyer_vat=texts["buyer_vat"].upper(),
        buyer_name=texts["buyer_name"],
        red_of=red_of if gross < 0 else "",
        remark=texts["remark"],
        paper_number=texts.get("paper_number", "") if kind == "digital_paper" else "",
    )

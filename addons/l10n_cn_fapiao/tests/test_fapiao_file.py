import importlib.util
import subprocess
import sys
import time
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import fapiao_file
from ..tools import fapiao_samples as samples
from ..tools.fapiao_file import FapiaoFile, FapiaoFileError, read
from . import mutations

PAPER = {"code": "3100261130", "number": "04567812"}
ELECTRONIC = {"code": "031002600111", "number": "12345678"}
RED = {
    "net": "-1000.00",
    "tax": "-130.00",
    "gross": "-1130.00",
    "number": "26317000000000000025",
    "red_of": "26317000000000000017",
}


def expected(texts, **changes):
    """Return what a file made of these texts must be read as."""
    values = {key: texts[key] for key in texts if key != "paper_number"}
    values.update(
        date=date.fromisoformat(texts["date"]),
        remark=samples.full_remark(texts),
        paper_number=texts.get("paper_number", ""),
        **{key: Decimal(texts[key]) for key in ("net", "tax", "gross")},
    )
    return FapiaoFile(**{**values, **changes})


def all_kinds():
    """Return [(name, content, expected)]: 24 files of every kind and way."""
    special, ordinary = samples.invoice(), samples.invoice(kind="digital_ordinary", buyer_vat="")
    red = samples.invoice(**RED)
    exempt = samples.invoice(tax="0.00", gross="1000.00", number="26317000000000000033")
    cent = samples.invoice(net="884.96", tax="115.04", gross="1000.01", remark="")
    paper = samples.invoice(kind="paper_special", **PAPER)
    electronic = samples.invoice(kind="paper_ordinary", **ELECTRONIC)
    both = samples.invoice(kind="digital_paper", code="3100261130", paper_number="04567999")
    red_paper = samples.invoice(
        kind="paper_special", code="3100261130", number="04567813", red_of="310026113004567812",
        net="-1000.00", tax="-130.00", gross="-1130.00", remark="",
    )  # fmt: skip
    files = []
    for texts in (special, ordinary, red, exempt, cent):
        files.append(("1.xml", samples.xml(texts), expected(texts)))
        files.append(("2.ofd", samples.ofd(texts), expected(texts)))
        files.append(("3.pdf", samples.pdf(texts), expected(texts)))
    for texts in (paper, electronic, red_paper):
        files.append(("4.ofd", samples.ofd(texts), expected(texts)))
    files.append(("5.ofd", samples.ofd(special, "tagged"), expected(special)))
    unnamed = expected(special, buyer_name="", seller_name="")
    files.append(("6.ofd", samples.ofd(special, "custom"), unnamed))
    files.append(("7.pdf", samples.pdf(electronic, "gbk"), expected(electronic)))
    files.append(("8.pdf", samples.pdf(both), expected(both)))
    files.append(("9.xml", samples.xml(special, "UTF-16"), expected(special)))
    files.append(("10.pdf", samples.pdf(red, "gbk", packed=False), expected(red)))
    return files


@tagged("post_install", "-at_install")
class TestFapiaoFile(BaseCase):
    """Files of invoices as the tax platform hands them out. REQ D-14."""

    def _assert_refused(self, code, content, name="file"):
        with self.assertRaises(FapiaoFileError) as caught:
            read(name, content)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(str(caught.exception), fapiao_file.SENTENCES[code] % {"name": name})

    def test_every_kind_is_read(self):
        """REQ D-14: 24 files of every kind, format and way to carry the data, all of it right."""
        files = all_kinds()
        self.assertEqual(len(files), 24)
        for name, content, wanted in files:
            with self.subTest(name=name, kind=wanted.kind):
                self.assertEqual(read(name, content), [wanted])
        self.assertEqual({wanted.kind for *_file, wanted in files}, set(fapiao_file.KINDS))

    def test_a_zip_of_files(self):
        """REQ D-14: all invoices of a zip, folders and a Mac's shadow files left out."""
        files = {f"mai/{name}": content for name, content, _wanted in all_kinds()}
        files["__MACOSX/mai/._1.xml"] = b"\0\5\x16\7"
        packed = samples.zipped(files)
        self.assertEqual(len(read("all.zip", packed)), len(files) - 1)
        names = [name for name, _content in fapiao_file.split("all.zip", packed)]
        self.assertIn("1.xml", names)

    def test_a_zip_is_taken_whole_or_not(self):
        """REQ D-14: one bad file in a zip is named, nothing of the rest is returned."""
        packed = samples.zipped({"good.xml": samples.xml(samples.invoice()), "bad.xml": b"<a"})
        with self.assertRaisesRegex(ValueError, "^bad.xml is damaged or cut off"):
            read("all.zip", packed)

    def test_amounts_add_up(self):
        """REQ D-14: net and tax are the gross amount, give or take a cent."""
        for gross, taken in (("1130.01", True), ("1129.99", True), ("1130.02", False)):
            content = samples.xml(samples.invoice(gross=gross))
            if taken:
                self.assertEqual(read("a.xml", content)[0].gross, Decimal(gross))
            else:
                self._assert_refused("sum", content)

    def test_what_an_invoice_lacks_is_said(self):
        """REQ D-14: number, date, amounts, kind; and what contradicts itself."""
        for code, changes in (
            ("number", {"number": ""}),
            ("number", {"number": "263170000"}),
            ("number", {"number": "2631700000000000001"}),
            ("number", {"number": "263170000000000000１7"}),
            ("date", {"date": "2026-02-30"}),
            ("date", {"date": "1026-01-01"}),
            ("amount", {"net": "NaN"}),
            ("amount", {"tax": "1e9"}),
            ("amount", {"net": "0.00", "tax": "0.00", "gross": "0.00"}),
        ):
            with self.subTest(changes=changes):
                self._assert_refused(code, samples.xml(samples.invoice(**changes)))
        for code, old, new in (
            ("sign", b"<LabelCode>Y<", b"<LabelCode>N<"),
            ("kind", b"GeneralOrSpecialVAT", b"Other"),
        ):
            content = samples.xml(samples.invoice()).replace(old, new)
            self._assert_refused(code, content)

    def test_codes_and_numbers_fit(self):
        """REQ D-14: 8 digits have a code of 10 or 12; a digital number has none."""
        for code, number in (
            ("", "12345678"),
            ("310026113", "12345678"),
            ("31002611301", "12345678"),
            ("3100261130", "123456789"),
            ("310026113", "26317000000000000017"),
        ):
            texts = samples.invoice(kind="paper_special", code=code or "x", number=number)
            content = samples.ofd({**texts, "code": code} if code else texts)
            with self.subTest(code=code, number=number):
                self._assert_refused("number", content)

    def test_an_ofd_that_says_two_things(self):
        """REQ D-14: the data attached and the data tagged name different invoices."""
        one, two = samples.invoice(), samples.invoice(number="26317000000000000099")
        files = dict(fapiao_file_entries(samples.ofd(one)))
        files["OFD.xml"] = dict(fapiao_file_entries(samples.ofd(two, "custom")))["OFD.xml"]
        self._assert_refused("twice", samples.zipped(files))

    def test_files_that_are_none(self):
        """REQ D-14: a drawing only, a DTD, a bomb, a cut file, 11 MB: a sentence each."""
        blue = samples.invoice()
        plain = samples.xml(blue)
        dtd = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
        for code, content in {
            "drawing": samples.ofd(blue, "drawing"),
            "dtd": plain.replace(b"<EInvoice>", dtd + b"<EInvoice>"),
            "bomb": samples.zipped({"a.xml": b" " * (fapiao_file.MAX_EXPANDED + 1)}),
            "cut": plain[:900],
            "big": b"<" + b" " * (11 * 2**20),
            "empty": b" \n",
            "unknown": b"number,date\n1,2",
            "scan": samples.pdf(blue).replace(b"/Contents 4 0 R", b""),
            "locked": samples.pdf(blue).replace(b"trailer\n<<", b"trailer\n<</Encrypt 9 0 R"),
        }.items():
            with self.subTest(code):
                self._assert_refused(code, content)
        self._assert_refused(
            "dtd",
            plain.decode()
            .replace("<EInvoice>", f"{dtd.decode()}<EInvoice>")
            .replace("UTF-8", "UTF-16")
            .encode("utf-16"),
        )
        self._assert_refused("cut", samples.ofd(blue)[:-40])
        self._assert_refused(
            "unknown", samples.zipped({"in.zip": samples.zipped({"a": b"b"})}), "in.zip"
        )

    def test_an_entity_is_never_read(self):
        """REQ D-14: not even one without a document type."""
        content = samples.xml(samples.invoice(remark="AT")).replace(b"AT<", b"&secret;<")
        self._assert_refused("cut", content)

    def test_many_small_things(self):
        """REQ D-14: tags, attributes, levels, entries without end are refused, and at once."""
        for content in (
            b"<a>" + b"<b/>" * 200_000 + b"</a>",
            b"<a>" * 500_000,
            b"<a " + b" ".join(b'a%d="1"' % index for index in range(200_000)) + b"/>",
            samples.zipped({f"{index}.xml": b"<a/>" for index in range(2_000)}),
        ):
            self._assert_refused("bomb", content)

    def test_damaged_files(self):
        """REQ D-14: an answer or a sentence, within a second and 100 MB, whatever comes.

        A sample; ``bench/fapiao.py`` tries 10,000.
        """
        answers = 0
        for name, content in mutations.damaged(400, seed=14):
            tracemalloc.start()
            started = time.thread_time()
            try:
                answers += all(isinstance(found, FapiaoFile) for found in read(name, content))
            except FapiaoFileError as error:
                self.assertIn(error.code, fapiao_file.SENTENCES)
            self.assertLess(time.thread_time() - started, 1)
            self.assertLess(tracemalloc.get_traced_memory()[1], 100 * 2**20)
            tracemalloc.stop()
        self.assertTrue(answers)

    def test_it_works_without_odoo(self):
        """REQ D-14: by its path, in a Python that has only lxml."""
        path = Path(fapiao_file.__file__)
        code = (
            "import importlib.util, sys\n"
            f"spec = importlib.util.spec_from_file_location('fapiao_file', {str(path)!r})\n"
            "module = importlib.util.module_from_spec(spec)\n"
            "sys.modules['fapiao_file'] = module\n"
            "spec.loader.exec_module(module)\n"
            "print(module.read('a', sys.stdin.buffer.read())[0].number, 'odoo' in sys.modules)\n"
        )
        self.assertTrue(importlib.util.find_spec("lxml"))
        result = subprocess.run(
            [sys.executable, "-I", "-c", code],
            input=samples.pdf(samples.invoice()),
            capture_output=True,
            check=True,
        )
        self.assertEqual(result.stdout.split(), [b"26317000000000000017", b"False"])


def fapiao_file_entries(content):
    """Yield (path, content) of an OFD, its folders kept."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from ((name, archive.read(name)) for name in archive.namelist())

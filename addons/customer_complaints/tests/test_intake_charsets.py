import base64
from urllib.parse import quote

from odoo.tests import tagged

from .intake_common import ADDRESS, IntakeCommon


@tagged("post_install", "-at_install")
class TestIntakeCharsets(IntakeCommon):
    """REQ C-01: mail of Chinese programs as they write it."""

    TEXT = "设备编号镕喆昇：漏油，请尽快处理"

    def _raw(self, label, real, file_headers, transfer="base64"):
        def word(text):
            return f"=?{label}?B?{base64.b64encode(text.encode(real)).decode()}?="

        body = self.TEXT.encode(real)
        if transfer == "base64":
            body = base64.encodebytes(body)
        elif transfer == "quoted-printable":
            body = "".join(f"={byte:02X}" for byte in body).encode()
            body = b"=\r\n".join(body[start : start + 72] for start in range(0, len(body), 72))
        head = (
            f"From: {word('王镕')} <wang@hongyuan.example.com>\r\nTo: {ADDRESS}\r\n"
            f"Subject: {word('喆牌机器投诉')}\r\nMessage-ID: <c@x>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
            f"Content-Type: text/plain; charset={label}\r\n"
            f"Content-Transfer-Encoding: {transfer}\r\n\r\n"
        )
        return (
            head.encode()
            + body
            + b"\r\n--x\r\n"
            + file_headers
            + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n"
        )

    def _check(self, raw, name):
        complaint, _intake = self._process(raw)
        self.assertEqual(complaint.subject, "喆牌机器投诉")
        self.assertIn(self.TEXT, complaint.description)
        self.assertEqual(complaint.evidence_ids.name, name)
        self.assertEqual(complaint.contact_id, self.person)

    def _disposition(self, value):
        return b"Content-Type: application/pdf\r\nContent-Disposition: attachment; " + value

    def test_gb18030_with_an_encoded_word_as_file_name(self):
        word = base64.b64encode("检验报告镕.pdf".encode("gb18030"))
        header = self._disposition(b'filename="=?GB18030?B?' + word + b'?="')
        self._check(self._raw("GB18030", "gb18030", header), "检验报告镕.pdf")

    def test_gbk_in_quoted_printable_with_rfc_2231(self):
        value = quote("检验报告镕.pdf".encode("gbk")).encode()
        header = self._disposition(b"filename*=GBK''" + value)
        self._check(self._raw("gbk", "gbk", header, "quoted-printable"), "检验报告镕.pdf")

    def test_gbk_that_calls_itself_gb2312(self):
        """Names outside GB 2312 stay readable."""
        value = quote("报告喆.pdf".encode("gbk")).encode()
        header = self._disposition(b"filename*=gb2312''" + value)
        self._check(self._raw("gb2312", "gbk", header), "报告喆.pdf")

    def test_charset_that_python_does_not_know(self):
        """``x-gbk`` would otherwise lose the mail."""
        word = base64.b64encode("报告喆.pdf".encode("gbk"))
        header = self._disposition(b'filename="=?x-gbk?B?' + word + b'?="')
        self._check(self._raw("x-gbk", "gbk", header), "报告喆.pdf")

    def test_file_name_in_pieces_cut_inside_a_character(self):
        """RFC 2231: a name longer than a line."""
        value = quote("超长的附件名称现场照片第一张正面.jpg".encode("gb18030"))
        header = self._disposition(
            f"\r\n filename*0*=GB18030''{value[:39]};\r\n filename*1*={value[39:]}".encode()
        )
        self._check(self._raw("GB18030", "gb18030", header), "超长的附件名称现场照片第一张正面.jpg")

    def test_bytes_without_any_label(self):
        """An old program writes GBK into the header as it is."""
        header = self._disposition('filename="检验报告.pdf"'.encode("gbk"))
        self._check(self._raw("gbk", "gbk", header, "8bit"), "检验报告.pdf")

    def test_utf_8_stays_as_it_is(self):
        value = quote("报告喆.pdf".encode()).encode()
        header = self._disposition(b"filename*=utf-8''" + value)
        self._check(self._raw("utf-8", "utf-8", header), "报告喆.pdf")

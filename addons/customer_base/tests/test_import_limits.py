import base64
import io
import time
import zipfile

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import customer_list
from .access_common import AccessCommon

HEADINGS = ("客户名称", "电话")


@tagged("post_install", "-at_install")
class TestImportLimits(AccessCommon):
    """Large lists, colleagues' lists, lists as a phone book (S-09, S-12, S-17; REQ B-14)."""

    def _wizard(self, content, user=None, name="customers.xlsx", **values):
        return (
            self.env["customer.import"]
            .with_user(user or self.colleague)
            .with_company(self.company)
            .create({"file": base64.b64encode(content), "file_name": name, **values})
        )

    def _import(self, rows, user=None, **values):
        wizard = self._wizard(customer_list.build(rows, HEADINGS), user, **values)
        wizard.action_import()
        return wizard

    def _rows(self, count, start=0):
        return [
            [f"长城{number:05d}机械有限公司", f"139{number:08d}"]
            for number in range(start, start + count)
        ]

    # ------------------------------------------------------------------
    # S-09
    # ------------------------------------------------------------------
    def _sheet(self, sheet_xml):
        """Return a workbook whose only sheet is this."""
        content = customer_list.build([["a", "b"]], HEADINGS)
        result = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as source,
            zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for part in source.infolist():
                data = source.read(part)
                if part.filename == "xl/worksheets/sheet1.xml":
                    data = sheet_xml
                target.writestr(part.filename, data)
        return result.getvalue()

    def _refused(self, content, pattern, name="customers.xlsx"):
        before = self.Partner.search_count([])
        start = time.monotonic()
        with self.assertRaisesRegex(UserError, pattern), self.env.cr.savepoint():
            self._wizard(content, name=name).action_import()
        self.assertLess(time.monotonic() - start, 15)
        self.assertEqual(self.Partner.search_count([]), before)

    def test_too_many_rows(self):
        """S-09: 150,000 rows in a small file are refused before they are read."""
        row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
        head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        rows = b"".join(row % (number, number) for number in range(1, 150_001))
        content = self._sheet(head + b"<sheetData>" + rows + b"</sheetData></worksheet>")
        self.assertLess(len(content), 2_000_000)
        self._refused(content, "more than 10000 rows")
        # without numbers, and with one row at the end of the sheet
        bare = b"<row><c/></row>" * 150_000
        self._refused(
            self._sheet(head + b"<sheetData>" + bare + b"</sheetData></worksheet>"), "10000 rows"
        )
        last = row % (1_048_576, 1_048_576)
        self._refused(
            self._sheet(head + b"<sheetData>" + last + b"</sheetData></worksheet>"), "10000 rows"
        )
        text = "\n".join(["客户名称,电话", *(f"A{number},1" for number in range(150_000))])
        self._refused(text.encode(), "10000 rows", name="customers.csv")

    def test_too_wide(self):
        """S-09: one cell in the last column makes every row as wide."""
        head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        cell = b'<sheetData><row r="1"><c r="XFD1"/></row></sheetData></worksheet>'
        self._refused(self._sheet(head + cell), "more than 60 columns")

    def test_too_large(self):
        """S-09: by its own size, and by what it unpacks to."""
        self._refused(b"x" * (5 * 1024 * 1024 + 1), "too large", name="customers.csv")
        content = self._sheet(b"<worksheet>" + b" " * (26 * 1024 * 1024) + b"</worksheet>")
        self.assertLess(len(content), 100_000)
        self._refused(content, "too large")

    def test_no_list(self):
        """S-09: a broken or foreign archive is told as such."""
        self._refused(b"PK\x03\x04broken", "neither an Excel nor a CSV")
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w") as archive:
            archive.writestr("content.xml", "<a/>")
        self._refused(result.getvalue(), "neither an Excel nor a CSV")

    def test_long_list_goes_on_in_chunks(self):
        """S-09: the first rows at once, the others by the job, in the name of the importer."""
        rows = self._rows(1100)
        rows[700] = ["", "13900000000"]
        wizard = self._import(rows)
        self.assertEqual(wizard.state, "running")
        self.assertEqual(
            (wizard.created_count, wizard.done_count, wizard.row_count), (500, 500, 1100)
        )
        with self.assertRaisesRegex(UserError, "being imported already"):
            wizard.action_import()
        with self.enter_registry_test_mode():
            self.env.ref("customer_base.ir_cron_customer_import").method_direct_trigger()
        wizard.invalidate_recordset()
        self.assertEqual(wizard.state, "done")
        self.assertEqual((wizard.created_count, wizard.rejected_count), (1099, 1))
        self.assertEqual(wizard.line_ids.row, 702)
        self.assertEqual(wizard.created_ids.create_uid, self.colleague)
        self.assertEqual(wizard.created_ids.user_id, self.colleague)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.rejected_file)))
        self.assertEqual(book.active.max_row, 2)
        last = self.env["customer.import"].with_user(self.colleague).create({})
        self.assertEqual(last.last_id, wizard)
        self.assertEqual(last.action_show_last()["res_id"], wizard.id)

    def test_state_is_nobodys_to_write(self):
        """S-09: neither values nor context bring rows past the reading of the file."""
        forged = {"state": "running", "row_count": 1, "content": {"rows": 5}}
        Import = self.env["customer.import"].with_user(self.colleague)
        wizard = Import.with_context(
            **{f"default_{name}": value for name, value in forged.items()}
        ).create(forged)
        wizard.write(forged)
        self.assertEqual(wizard.state, "draft")
        self.assertFalse(wizard.content)
        self.assertFalse(wizard.row_count)

    # ------------------------------------------------------------------
    # S-12
    # ------------------------------------------------------------------
    def test_lists_of_colleagues(self):
        """S-12: file, result and rejected rows are for whoever imports the list."""
        wizard = self._import([*self._rows(1), ["", "1"]])
        wizard.with_user(self.colleague).read(["file", "rejected_file", "line_ids"])
        for role in ("salesperson", "clerk", "marketing", "admin"):
            user = self.users_by_role[role]
            with self.subTest(role=role):
                for own, vals in (
                    (wizard, {"keep_likely": True}),
                    (wizard.line_ids, {"name": "x"}),
                ):
                    record = own.with_user(user)
                    self.assertFalse(record.search([("id", "in", record.ids)]))
                    with self.assertRaisesRegex(AccessError, "This is not open to you"):
                        record.read()
                    with self.assertRaisesRegex(AccessError, "may not change this"):
                        record.write(vals)
                attachments = (
                    self.env["ir.attachment"]
                    .with_user(user)
                    .search(
                        [
                            ("res_model", "=", "customer.import"),
                            ("res_id", "=", wizard.id),
                            ("res_field", "in", ("file", "rejected_file")),
                        ]
                    )
                )
                self.assertFalse(attachments)
        # nor is a copy left with Odoo's importer
        self.assertFalse(
            self.env["base_import.import"].sudo().search([("file_name", "=", "customers.xlsx")])
        )

    # ------------------------------------------------------------------
    # S-17
    # ------------------------------------------------------------------
    def test_numbers_bring_no_names(self):
        """S-17: a list of numbers is told that a customer exists and whom to ask; on record."""
        self._limit()
        Log = self.env["customer.export.log"]
        before = Log.search([])
        self.company.customer_export_alert = 1
        self.other_customer.phone = "0512-66001234"
        hidden = self.customer | self.Partner.create(
            {
                "name": "无锡太湖泵业有限公司",
                "is_company": True,
                "phone": "0510-81234567",
                "customer_category": "potential",
                "user_id": self.salesperson.id,
            }
        )
        numbers = ["021-55501234", "0510-81234567", "0512-66001234", "0571-1234567"]
        wizard = self._import([[f"甲乙丙丁{index}", n] for index, n in enumerate(numbers)])
        messages = {line.row: line.message for line in wizard.line_ids}
        self.assertEqual(set(messages), {2, 3, 4})
        for row, customer in zip((2, 3), hidden, strict=True):
            self.assertNotIn(customer.name, messages[row])
            self.assertIn("A customer already exists (same phone number)", messages[row])
            self.assertIn(self.salesperson.name, messages[row])
        self.assertIn(self.other_customer.name, messages[4])
        log = (Log.search([]) - before).filtered(lambda line: line.route != "limit")
        self.assertEqual(log.mapped("route"), ["check"])
        self.assertEqual(log.user_id, self.colleague)
        self.assertEqual(log.record_count, len(hidden))
        # more than the day's limit: the administrators are told
        self.assertTrue(log.is_alert)

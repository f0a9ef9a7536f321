import io

import openpyxl
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .file_common import FileCase

PERSONAL_GROUP = "customer_base.group_customer_personal_data"
EXPORT_GROUP = "customer_base.group_customer_export"

# What the sheet of the test customer shows, group by group of the form.
SHEET_TEXTS = (
    "上海宏远机械有限公司",
    "宝山路 1 号",
    "200001",
    "021-7777",
    "5,000,000",
    "Shanghai Holding 60%",
    "Mining Bureau",
    "622202",
    "李建国",
    "Head of Purchasing",
    "125",
    "State-Owned",
    "Leader",
    "Open-cast mining",
    "Repairs of loaders",
    "2024",
    "Current Credit Level",
    "Approval Record",
    "Test manager",
)


@tagged("post_install", "-at_install")
class TestFileReport(FileCase, HttpCase):
    """The form on paper and the customer list (REQ B-02, B-03)."""

    def _print(self, report, files, user):
        self.env.flush_all()
        html = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html(f"customer_base.{report}", files.ids)[0]
        )
        return html.decode()

    def test_sheet_shows_the_whole_form(self):
        """REQ B-02: every group of the form, with the approval trail."""
        self.person.function = "Head of Purchasing"
        self.customer.write({"street": "宝山路 1 号", "zip": "200001"})
        self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "622202"}
        )
        file = self._archived(
            fax="021-7777",
            established_on="2001-05-06",
            registered_capital=5000000,
            main_shareholders="Shanghai Holding 60%",
            supervising_authority="Mining Bureau",
            staff_chinese=120,
            staff_foreign=5,
            company_nature="state",
            trade_standing="leader",
            main_business="Open-cast mining",
            side_business="Repairs of loaders",
            main_contact_id=self.person.id,
            sales_ids=[(0, 0, {"year": 2024, "amount": 900})],
        )
        html = self._print("report_customer_file", file, self.salesperson)
        for text in (file.name, *SHEET_TEXTS):
            self.assertIn(text, html)

    def test_personal_data_are_printed_for_the_permitted_only(self):
        """REQ B-09: the paper shows what the person printing may see."""
        self._person_card(hobbies="Chess", birthday_kind="solar", birth_month=3, birth_day=8)
        file = self._file(main_contact_id=self.person.id)
        self.assertNotIn("Chess", self._print("report_customer_file", file, self.manager))
        self.manager.group_ids += self.env.ref(PERSONAL_GROUP)
        html = self._print("report_customer_file", file, self.manager)
        self.assertIn("Chess", html)
        self.assertIn("03-08", html)

    def test_sheet_of_another_department_is_refused(self):
        """REQ B-09: a report asked for by its name obeys the rules."""
        file = self._file()
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._print("report_customer_file", file, self.other_manager)

    def test_workbook_lists_archived_files_one_may_read(self):
        """REQ B-03: headings and texts; drafts and other people's customers are left out."""
        file = self._archived(main_business="=1+1", main_contact_id=self.person.id)
        for name, user, archive in (
            ("Draft Ltd", self.salesperson, False),
            ("Foreign Ltd", self.other_manager, True),
        ):
            partner = self.Partner.create(
                {
                    "name": name,
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": user.id,
                }
            )
            other = self.env["customer.file"].with_user(user).create({"partner_id": partner.id})
            if archive:
                other.action_submit()
                other.with_user(
                    other.sudo().approval_id.current_step_id.approver_ids[:1]
                ).action_approve()
        self.salesperson.group_ids += self.env.ref(EXPORT_GROUP)
        content = self.env["customer.file"].with_user(self.salesperson)._list_xlsx([])
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0][:3], ("File Number", "Customer Code", "Customer Name"))
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[1][0], file.name)
        self.assertIn("上海宏远机械有限公司", rows[1])
        self.assertIn("=1+1", rows[1])
        self.assertIn("李建国", rows[1])

    def test_export_needs_the_right(self):
        """REQ B-09: neither button, nor route, nor report without the permission."""
        file = self._archived()
        files = file.with_user(self.salesperson)
        for method in ("action_list_excel", "action_list_pdf", "_list_files"):
            with self.assertRaisesRegex(AccessError, "may not export"):
                getattr(files, method)()
        with self.assertRaisesRegex(Exception, "may not export"):
            self._print("report_customer_list", file, self.salesperson)
        self.salesperson.group_ids += self.env.ref(EXPORT_GROUP)
        self.assertIn(f"ids={file.id}", file.with_user(self.salesperson).action_list_excel()["url"])
        html = self._print("report_customer_list", file, self.salesperson)
        self.assertIn(file.name, html)

    def test_download(self):
        """REQ B-03: the button's address gives the workbook to the permitted, nothing else."""
        file = self._archived()
        self.salesperson.password = "customer_salesperson"
        self.authenticate("customer_salesperson", "customer_salesperson")
        url = f"/customer_base/customer_list.xlsx?ids={file.id}"
        refused = self.url_open(url)
        self.assertNotEqual(refused.status_code, 200)
        self.salesperson.group_ids += self.env.ref(EXPORT_GROUP)
        self.env.flush_all()
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(sheet.max_row, 2)
        self.authenticate(None, None)
        self.assertNotIn("spreadsheet", self.url_open(url).headers.get("Content-Type", ""))

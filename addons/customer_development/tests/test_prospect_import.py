import base64
import io

import openpyxl
import xlsxwriter
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import DevelopmentCase

HEADINGS = ("客户名称", "电话", "省份", "来源", "主营业务", "潜在需求", "决策人", "职务")
GOOD = (
    "石家庄太行碎石有限公司",
    "0311-88881234",
    "河北",
    "展会",
    "碎石",
    "两台装载机",
    "王建国",
    "厂长",
)


@tagged("post_install", "-at_install")
class TestProspectImport(DevelopmentCase):
    """A directory of prospects (潜在客户名录) becomes registered prospects (REQ D-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.marketing = cls._make_user("dev_marketing", "marketing")
        cls.source.with_context(lang="zh_CN").name = "展会"

    def _file(self, rows, headings=HEADINGS):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            for index, row in enumerate([headings, *rows]):
                sheet.write_row(index, 0, row)
        return base64.b64encode(stream.getvalue())

    def _import(self, rows, user=None, **values):
        wizard = (
            self.env["customer.prospect.import"]
            .with_user(user or self.marketing)
            .with_context(lang="zh_CN")
            .create({"file": self._file(rows), "file_name": "名录.xlsx", **values})
        )
        wizard.action_import()
        return wizard

    def test_good_rows_become_registered_prospects(self):
        """REQ D-02: customer, decision maker and development, as if each had been registered."""
        wizard = self._import([GOOD])
        self.assertEqual((wizard.created_count, wizard.rejected_count), (1, 0))
        [development] = wizard.development_ids
        self.assertEqual(development.state, "registered")
        self.assertEqual(development.source_id, self.source)
        self.assertEqual(development.main_business, "碎石")
        self.assertEqual(development.needs, "两台装载机")
        self.assertEqual(development.user_id, self.marketing)
        partner = development.partner_id
        self.assertEqual(partner.customer_category, "potential")
        self.assertEqual(partner.state_id, self.env.ref("base.state_cn_HE"))
        self.assertEqual(partner.child_ids.name, "王建国")
        self.assertTrue(self.env["customer.contact"].search(
            [("partner_id", "=", partner.child_ids.id)]))  # fmt: skip

    def test_bad_rows_are_named(self):
        """REQ D-02: each with its reason; the good ones come in all the same."""
        wizard = self._import(
            [
                GOOD,
                ("", "0311-88881235", "河北", "展会", "", "", "", ""),
                ("唐山燕北采石有限公司", "12", "河北", "展会", "", "", "", ""),
                ("保定山前石料有限公司", "", "火星", "展会", "", "", "", ""),
                ("邢台西山石料有限公司", "", "河北", "听说的", "", "", "", ""),
                ("廊坊北运石料有限公司", "", "河北", "", "", "", "", ""),
                GOOD,
            ]
        )
        self.assertEqual((wizard.created_count, wizard.rejected_count), (1, 6))
        messages = {line.row: line.message for line in wizard.line_ids}
        english = wizard.with_context(lang="en_US")
        self.assertEqual(sorted(messages), [3, 4, 5, 6, 7, 8])
        self.assertIn("12", messages[4])
        self.assertIn("火星", messages[5])
        self.assertIn("听说的", messages[6])
        self.assertIn("2", messages[8])
        self.assertTrue(english.rejected_file)

    def test_known_customers_are_refused(self):
        """REQ D-02, B-14: the duplicate check names who has it; nothing is made twice."""
        self._make_customer(GOOD[0], user_id=self.li.id)
        wizard = self._import([GOOD])
        self.assertEqual((wizard.created_count, wizard.rejected_count), (0, 1))
        self.assertFalse(wizard.development_ids)

    def test_source_for_all_rows(self):
        """REQ D-02: rows that name no source have the one of the list."""
        wizard = self._import([(*GOOD[:3], "", *GOOD[4:])], source_id=self.source.id,
                              source_note="2026 采矿展", user_id=self.li.id)  # fmt: skip
        [development] = wizard.development_ids
        self.assertEqual(development.source_id, self.source)
        self.assertEqual(development.source_note, "2026 采矿展")
        self.assertEqual(development.user_id, self.li)

    def test_nothing_else_of_the_file_reaches_contacts(self):
        """REQ B-09: columns that are none of a directory are left out."""
        wizard = (
            self.env["customer.prospect.import"]
            .with_user(self.marketing)
            .create(
                {
                    "file": self._file(
                        [("New Quarry Ltd", "展会", "1000000", "evil")],
                        ("Name", "Source", "Credit Limit", "Users/Login"),
                    ),
                    "file_name": "list.xlsx",
                    "source_id": self.source.id,
                }
            )
        )
        wizard.with_context(lang="zh_CN").action_import()
        partner = wizard.development_ids.partner_id
        self.assertEqual(partner.name, "New Quarry Ltd")
        self.assertFalse(partner.sudo().user_ids)
        self.assertFalse(self.env["res.users"].search([("login", "=", "evil")]))

    def test_who_imports(self):
        """REQ B-11: finance and people without a role import nothing."""
        with self.assertRaisesRegex(AccessError, "不允许创建"):
            self._import([GOOD], self.finance)
        with self.assertRaisesRegex(UserError, "Choose the file"):
            self.env["customer.prospect.import"].with_user(self.marketing).create(
                {}
            ).action_import()
        self.assertEqual(self._import([GOOD], self.service).created_count, 1)

    def test_the_template_is_understood(self):
        """REQ D-02: every heading of the template is one that the import knows."""
        with file_open("customer_development/static/xls/prospect_list.xlsx", "rb") as file:
            sheet = openpyxl.load_workbook(file, read_only=True).active
            [headings] = sheet.iter_rows(values_only=True)
        wizard = self.env["customer.prospect.import"].with_user(self.marketing).create({})
        columns = wizard._matched_columns(headings, {})
        self.assertEqual(len(set(columns)), 17)
        self.assertNotIn(False, columns)

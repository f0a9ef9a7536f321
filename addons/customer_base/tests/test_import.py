import base64
import io

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import customer_list
from .common import CustomerCommon, make_code


@tagged("post_install", "-at_install")
class TestImport(CustomerCommon):
    """Import of customer lists as companies really have them (REQ B-14, B-02)."""

    def _import(self, rows, headings=tuple(customer_list.HEADINGS), user=None, **values):
        wizard = (
            self.env["customer.import"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "file": base64.b64encode(customer_list.build(rows, headings)),
                    "file_name": "customers.xlsx",
                    **values,
                }
            )
        )
        wizard.action_import()
        return wizard

    def test_messy_list(self):
        """REQ B-14: good rows are kept, each bad one is named with what is wrong."""
        wizard = self._import([row for row, _problem in customer_list.ROWS])
        expected = {
            number: problem
            for number, (_row, problem) in enumerate(customer_list.ROWS, start=2)
            if problem
        }
        messages = {line.row: line.message for line in wizard.line_ids}
        self.assertEqual(set(messages), set(expected), messages)
        for number, problem in expected.items():
            self.assertIn(problem, messages[number])
        self.assertEqual(wizard.created_count, len(customer_list.ROWS) - len(expected))
        self.assertEqual(wizard.rejected_count, len(expected))

    def test_good_rows_become_customers(self):
        """REQ B-02: cleaned company with category, responsible person and contact."""
        row = [
            " 武汉ＡＢＣ机械有限公司",
            make_code(51),
            "０２７－８５５５１２３４",
            "解放大道1号",
            "意向客户",
            "",
            "周敏",
            "展会",
        ]
        wizard = self._import([row])
        self.assertFalse(wizard.line_ids, wizard.line_ids.mapped("message"))
        partner = wizard.created_ids
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.name, "武汉ABC机械有限公司")
        self.assertEqual(partner.phone, "027-85551234")
        self.assertEqual(partner.customer_category, "interested")
        self.assertEqual(partner.user_id, self.salesperson)
        self.assertEqual(partner.child_ids.name, "周敏")
        self.assertFalse(partner.child_ids.is_company)

    def test_empty_category_takes_the_one_chosen(self):
        """REQ B-01: rows that say nothing get the category of the dialog."""
        wizard = self._import([["成都甲", "", "", "", "", "", "", ""]], category="closed")
        self.assertEqual(wizard.created_ids.customer_category, "closed")

    def test_known_customer_names_who_to_ask(self):
        """REQ B-14: a customer we have is refused with its owner, even if likely ones are kept."""
        row = ["随便", make_code(1), "", "", "", "", "", ""]
        for keep in (False, True):
            wizard = self._import([row], user=self.users_by_role["clerk"], keep_likely=keep)
            self.assertIn(self.salesperson.name, wizard.line_ids.message)

    def test_likely_duplicates_kept_on_demand(self):
        """REQ B-14: whoever knows better imports customers of the same name all the same."""
        row = ["上海宏远机械", "", "", "", "", "", "", ""]
        self.assertEqual(self._import([row]).rejected_count, 1)
        self.assertEqual(self._import([row], keep_likely=True).created_count, 1)

    def test_rejected_rows_come_back_as_a_file(self):
        """REQ B-14: the file of rejected rows can be corrected and imported again."""
        bad = ["=1+1", make_code(1), "021-55559999", "", "", "", "", ""]
        wizard = self._import([bad])
        sheet = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.rejected_file))).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0][0], "客户名称")
        self.assertEqual(rows[1][0], "=1+1")
        self.assertEqual(sheet["A2"].data_type, "s")
        self.assertIn("already exists", rows[1][-1])

    def test_refusal_of_odoo_itself_names_the_row(self):
        """REQ B-14: what only Odoo's loader finds wrong is named like the rest."""
        headings = [*customer_list.HEADINGS, "国家"]
        good = ["西安乙", "", "", "", "", "", "", "", ""]
        bad = ["西安甲", "", "", "", "没有这个类别", "", "", "", ""]
        wizard = self._import([bad, good], headings)
        self.assertEqual(wizard.line_ids.mapped("row"), [2])
        self.assertEqual(wizard.created_ids.name, "西安乙")

    def test_importance_needs_its_role(self):
        """REQ B-01: a list cannot make important customers for who may not."""
        row = ["兰州甲", "", "", "", "", "1", "", ""]
        self.assertIn("Important Customer", self._import([row]).line_ids.message)
        wizard = self._import([row], user=self.users_by_role["marketing"])
        self.assertTrue(wizard.created_ids.is_key_account)

    def test_files_that_are_no_list(self):
        """REQ B-14: no file, a broken file, no column of names: one clear message each."""
        Wizard = self.env["customer.import"].with_user(self.salesperson)
        with self.assertRaisesRegex(UserError, "Choose the file"):
            Wizard.create({}).action_import()
        broken = {"file": base64.b64encode(b"PK\x03\x04nonsense"), "file_name": "a.xlsx"}
        with self.assertRaisesRegex(UserError, "cannot be read"):
            Wizard.create(broken).action_import()
        with self.assertRaisesRegex(UserError, "No column with the name"):
            self._import([["a", "b"]], ["x1", "y2"])

    def test_roles_without_the_right_cannot_import(self):
        """REQ B-11: finance, legal, service and outsiders import nothing."""
        for user in (self.users_by_role["finance"], self.users_by_role["service"], self.outsider):
            with self.assertRaisesRegex(AccessError, "not allowed to create 'Customer Import'"):
                self.env["customer.import"].with_user(user).create({})

    def test_import_of_odoo_itself_names_each_bad_row(self):
        """REQ B-14: Odoo's own import tells row and reason, too."""
        result = self.Partner.with_user(self.salesperson).load(
            ["name", "vat", "is_company", "customer_category"],
            [
                ["A", make_code(61), "1", "potential"],
                ["B", make_code(61), "1", "potential"],
                ["C", "123", "1", "potential"],
            ],
        )
        self.assertFalse(result["ids"])
        by_row = {
            message["rows"]["from"]: message["message"]
            for message in result["messages"]
            if message["type"] == "error"
        }
        self.assertIn("already exists", by_row[1])
        self.assertIn("instead of 18", by_row[2])

    def test_chinese_headings_in_odoo_import(self):
        """REQ B-02: Odoo's own import matches the headings of Chinese lists."""
        reader = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": customer_list.build(
                    [["a"] * 7],
                    [
                        "客户名称",
                        "统一社会信用代码",
                        "电话",
                        "地址",
                        "客户类别",
                        "营销员",
                        "重点客户",
                    ],
                ),
                "file_name": "customers.xlsx",
            }
        )
        preview = reader.parse_preview(
            {"has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8"}
        )
        self.assertEqual(
            preview["matches"],
            {
                0: ["name"],
                1: ["vat"],
                2: ["phone"],
                3: ["street"],
                4: ["customer_category"],
                5: ["user_id"],
                6: ["is_key_account"],
            },
        )

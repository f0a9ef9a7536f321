import base64

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

# Row of the file → part of the message that names what is wrong; all other rows are good.
BAD_ROWS = {
    4: "wrong check digit",
    5: "16 characters instead of 18",
    6: "in row 2 already",
    7: "1390000123 cannot be right",
    9: "name of the customer is missing",
    10: "电话不详 cannot be right",
    12: "in row 11 already",
    13: "already exists (same name)",
    14: "character that cannot stand",
    16: "优质客户",
}
GOOD_NAMES = {
    "保定冀中液压件有限公司",
    "潍坊北海垚重型齿轮有限公司",
    "日照岚山垚港务有限公司",
    "威海环翠垚船用锚链有限公司",
    "东营HK石油装备有限公司",
}


@tagged("post_install", "-at_install")
class TestCustomerList(TransactionCase):
    def test_sample_list(self):
        """REQ B-14: good rows become customers, each bad one is named with what is wrong."""
        self.env["customer.demo"]._generate()
        clerk = self.env["res.users"].search([("login", "=", "liufang")])
        with file_open("customer_demo/static/xls/customer_list_sample.xlsx", "rb") as file:
            content = base64.b64encode(file.read())
        wizard = (
            self.env["customer.import"]
            .with_user(clerk)
            .with_context(lang="en_US")
            .create({"file": content, "file_name": "customer_list_sample.xlsx"})
        )
        wizard.action_import()
        messages = {line.row: line.message for line in wizard.line_ids}
        self.assertEqual(set(messages), set(BAD_ROWS), messages)
        for row, part in BAD_ROWS.items():
            self.assertIn(part, messages[row])
        self.assertEqual(set(wizard.created_ids.mapped("name")), GOOD_NAMES)
        dongying = wizard.created_ids.filtered(lambda p: p.name == "东营HK石油装备有限公司")
        self.assertEqual(dongying.child_ids.name, "周敏")
        self.assertEqual(dongying.customer_category, "potential")
        baoding = wizard.created_ids.filtered(lambda p: p.name == "保定冀中液压件有限公司")
        self.assertEqual(baoding.phone, "0312-55512345")

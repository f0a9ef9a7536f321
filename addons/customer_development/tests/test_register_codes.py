from odoo.exceptions import UserError
from odoo.tests import tagged
from stdnum.cn import uscc

from .common import DevelopmentCase


def code(number):
    body = f"91310115{number:09d}"
    return body + uscc.calc_check_digit(body)


@tagged("post_install", "-at_install")
class TestRegisterCodes(DevelopmentCase):
    """Another credit code is another company (F-17; REQ D-02, B-14)."""

    def _wizard(self, **values):
        return (
            self.env["customer.development.register"]
            .with_user(self.zhao)
            .create({"source_id": self.source.id, **values})
        )

    def _parent(self, **values):
        """Return a company that a colleague develops."""
        parent = self._make_customer("赵都水泥集团有限公司", user_id=self.li.id, **values)
        self._register(self.li, parent)
        return parent

    def test_subsidiary_with_its_own_code(self):
        """F-17: asked about once, then registered, though the parent is being developed."""
        self._parent(vat=code(1))
        for number, name in enumerate(("赵都水泥有限公司", "赵都水泥（邯郸）有限公司"), start=2):
            with self.subTest(name=name):
                wizard = self._wizard(name=name, vat=code(number))
                self.assertIn("dev_li", wizard.duplicate_message)
                with self.assertRaisesRegex(UserError, "tick"), self.env.cr.savepoint():
                    wizard.action_register()
                wizard.is_other_company = True
                action = wizard.action_register()
                development = self.env["customer.development"].browse(action["res_id"])
                self.assertEqual(development.partner_id.name, name)
                self.assertEqual(development.user_id, self.zhao)

    def test_same_code_or_none(self):
        """F-17: the same code, the same organisation, or no code to tell them apart: refused."""
        self._parent(vat=code(1))
        organisation = code(1)[8:17]
        for vat in (code(1), f"91440300{organisation}X", False):
            with self.subTest(vat=vat):
                wizard = self._wizard(name="赵都水泥有限公司", vat=vat, is_other_company=True)
                with self.assertRaisesRegex(UserError, "dev_li"), self.env.cr.savepoint():
                    wizard.action_register()

    def test_code_of_the_parent_unknown(self):
        """F-17: an own code says nothing where the other one's is not known."""
        self._parent()
        wizard = self._wizard(name="赵都水泥有限公司", vat=code(9), is_other_company=True)
        with self.assertRaisesRegex(UserError, "being developed"):
            wizard.action_register()

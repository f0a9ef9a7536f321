from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CustomerCommon, make_code


@tagged("post_install", "-at_install")
class TestForeignCodes(CustomerCommon):
    """A foreign tax number is no unified social credit code, and is not called one (L-08)."""

    def _create(self, name, **values):
        return self.Partner.create(
            {"name": name, "is_company": True, "customer_category": "potential", **values}
        )

    def test_the_same_foreign_number_is_called_a_tax_number(self):
        """L-08, REQ B-14: refused as the same number, in words that are true."""
        germany = self.env.ref("base.de").id
        self._create("Erste GmbH", vat="DE136695976", country_id=germany)
        with self.assertRaisesRegex(ValidationError, "Erste GmbH.*same tax number") as caught:
            self._create("Zweite AG", vat="DE136695976", country_id=germany)
        self.assertNotIn("credit code", str(caught.exception))

    def test_the_same_chinese_number_is_called_a_credit_code(self):
        """REQ B-14: a Chinese customer's number keeps its name, with and without a country."""
        for number, values in ((31, {}), (32, {"country_id": self.env.ref("base.cn").id})):
            self._create("甲公司", vat=make_code(number), **values)
            with self.assertRaisesRegex(ValidationError, "same unified social credit code"):
                self._create("乙公司", vat=make_code(number), **values)

    def test_a_foreign_number_without_a_country_is_not_checked_as_chinese(self):
        """L-08: an address is often missing; two letters in front say that it is no Chinese code.

        A Chinese number with CN in front stays Chinese.
        """
        self.assertEqual(self._create("Dritte GmbH", vat="DE 136695976").vat, "DE136695976")
        with self.assertRaisesRegex(ValidationError, "unified social credit code"):
            self._create("丙公司", vat=f"CN{make_code(33)[:-1]}")

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .trade_common import TradeCase


@tagged("post_install", "-at_install")
class TestCopiedDocuments(TradeCase):
    """A copy of an order or an invoice is a new one, for a customer one may see (REQ B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_customer = cls.Partner.create(
            {"name": "苏州客户", "customer_category": "closed", "user_id": cls.colleague.id}
        )
        cls.journal_company.customer_partner_rule = True
        cls.colleague.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.colleague.group_ids += cls.env.ref("account.group_account_invoice")

    def _as_colleague(self, record):
        return record.with_user(self.colleague).with_context(
            allowed_company_ids=self.journal_company.ids
        )

    def _of_customer(self, model):
        self.env.invalidate_all()
        return self.env[model].search([("partner_id", "=", self.customer.id)])

    def test_no_copy_for_a_hidden_customer(self):
        """S-14, REQ B-09: whoever may read the old document makes no new one by it."""
        for document in (self._order(100), self._invoice(100, "2026-04-01", post=False)):
            theirs = self._as_colleague(document)
            with self.subTest(model=document._name):
                self.assertTrue(theirs.has_access("write"))
                with (
                    self.assertRaisesRegex(AccessError, "This customer is not open to you"),
                    self.env.cr.savepoint(),
                ):
                    theirs.copy()
                self.assertEqual(self._of_customer(document._name), document)

    def test_a_copy_for_another_customer(self):
        """REQ B-09: what a document names that one may see is copied as ever."""
        order = self._as_colleague(self._order(100, confirm=False))
        copied = order.copy(
            {
                name: self.other_customer.id
                for name in ("partner_id", "partner_invoice_id", "partner_shipping_id")
            }
        )
        self.assertEqual(copied.partner_id, self.other_customer)

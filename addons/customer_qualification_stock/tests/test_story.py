from odoo.addons.customer_qualification.tests.qualification_common import QualificationCommon
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestStory(QualificationCommon):
    """003 三 from the first paper to the paid delivery, each step by whose it is (D-12, D-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.is_storable = True
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(cls.product, warehouse.lot_stock_id, 100)
        cls.bank = cls._bank()
        cls.finance.group_ids += cls.env.ref("account.group_account_invoice")
        cls.storekeeper = new_test_user(
            cls.env,
            "customer_storekeeper",
            groups="stock.group_stock_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _ship(self, picking):
        picking = picking.with_user(self.storekeeper)
        for move in picking.move_ids:
            move.quantity, move.picked = move.product_uom_qty, True
        picking.button_validate()

    def _pickings(self, order):
        return self.env["stock.picking"].search([("sale_id", "=", order.id)])

    def _paid(self, amount):
        payment = self._pay_as(self.finance, amount)
        self.assertEqual(payment.move_id.state, "posted")
        return payment

    def _pay_as(self, user, amount):
        journal, method = self.bank
        payment = (
            self.env["account.payment"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.customer.id,
                    "amount": amount,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "journal_id": journal.id,
                    "payment_method_line_id": method.id,
                    "date": self.today,
                    "company_id": self.company.id,
                }
            )
        )
        payment.action_post()
        return payment

    def test_from_papers_to_credit(self):
        """REQ D-12, D-13: stopped without papers, shipped for money, then on credit."""
        order = self._order(1000)
        with self.assertRaisesRegex(UserError, "is not released for business"):
            order.action_confirm()
        self._release()
        order.action_confirm()
        picking = self._pickings(order)
        with self.assertRaisesRegex(UserError, "pays in advance"), self.cr.savepoint():
            self._ship(picking)
        self._paid(1000)
        self._ship(picking)
        self.assertEqual(picking.state, "done")
        invoice = order.sudo()._create_invoices()
        invoice.with_user(self.finance).action_post()
        self.assertEqual(invoice.state, "posted")

        self._credit(5000)
        on_credit = self._order(3000)
        on_credit.action_confirm()
        self._ship(self._pickings(on_credit))
        too_much = self._order(2500)
        with self.assertRaisesRegex(UserError, r"exceeded by .*500\.00"):
            too_much.action_confirm()
        self._exception(2500, kind="order", order_id=too_much.id)
        too_much.action_confirm()
        self._ship(self._pickings(too_much))
        bill = on_credit.sudo()._create_invoices()
        bill.with_user(self.finance).action_post()
        self._paid(3000)
        self._order(2500).action_confirm()

    def test_figures_are_nobody_s_who_confirms(self):
        """REQ B-09, D-13: salesperson and storekeeper need no right to invoices and payments."""
        self.company.customer_release_required = False
        self._credit(1000)
        order = self._order(900)
        order.action_confirm()
        self.assertFalse(self.salesperson.has_group("account.group_account_invoice"))
        self._ship(self._pickings(order))
        self.assertEqual(self._pickings(order).state, "done")

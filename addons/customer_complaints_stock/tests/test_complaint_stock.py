from odoo.addons.customer_complaints.tests.money_common import NOW, MoneyCommon
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintStock(MoneyCommon):
    """Returns by the warehouse, complaints from deliveries (REQ C-01, C-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        warehouses = cls.env["stock.warehouse"]
        if not warehouses.search_count([("company_id", "=", cls.company.id)]):
            warehouses.create({"name": "Main", "code": "MAIN", "company_id": cls.company.id})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.pump.id,
                            "product_uom_qty": 5,
                            "price_unit": 800,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids
        cls.delivery.move_ids.write({"quantity": 5, "picked": True})
        cls.delivery.button_validate()
        invoice = cls.order._create_invoices()
        invoice.invoice_date = "2026-03-01"
        invoice.action_post()
        cls.claim = cls._claim(order_line_id=cls.order.order_line.id, quantity=3)

    def _returned(self, quantity=2):
        return self._approve(
            self._solution(
                {"remedy": "return", "complaint_line_id": self.claim.id, "quantity": quantity}
            )
        )

    def test_return(self):
        """REQ C-10: the return of 2 of 5, and its credit; carried out when both are done."""
        self.assertEqual(self.delivery.state, "done")
        solution = self._returned()
        line = solution.sudo().line_ids
        back = line.return_picking_ids
        self.assertEqual(back.return_id, self.delivery)
        self.assertEqual(back.move_ids.product_uom_qty, 2)
        self.assertIn(self.complaint.name, back.origin)
        self.assertEqual(line.credit_note_id.amount_untaxed, 1600)
        line.credit_note_id.action_post()
        self.assertIn("has not arrived yet", self.complaint._carried_out_reason())
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self.assertFalse(self.complaint._carried_out_reason())
        with self.assertRaisesRegex(UserError, "is in force already"):
            solution.action_revise("…")

    def test_revise_cancels_the_return(self):
        """REQ C-10: revised before anything arrived, the return is off; a new one is made."""
        solution = self._returned()
        back = solution.sudo().line_ids.return_picking_ids
        solution.action_revise("一台")
        self.assertEqual(back.state, "cancel")
        solution.line_ids.quantity = 1
        self._approve(solution)
        backs = solution.sudo().line_ids.return_picking_ids - back
        self.assertEqual(backs.move_ids.product_uom_qty, 1)

    def test_more_than_left(self):
        """REQ C-10: what another return has planned does not come back twice."""
        wizard = self.env["stock.return.picking"].create({"picking_id": self.delivery.id})
        wizard.product_return_moves.quantity = 4
        wizard._create_return()
        solution = self._solution(
            {"remedy": "return", "complaint_line_id": self.claim.id, "quantity": 2}
        )
        solution.action_submit()
        with self._refused("more are to be returned than the deliveries have left"):
            solution.with_user(self.manager).action_approve()
        self.assertEqual(solution.state, "submitted")

    def test_link_is_the_systems(self):
        """REQ C-10: nobody names a return that is none of it."""
        solution = self._solution({"remedy": "other"})
        with self.assertRaisesRegex(AccessError, "Returns: filled in by the system"):
            solution.line_ids.return_picking_ids = self.delivery

    def test_from_a_delivery(self):
        """REQ C-01: customer, order, product and quantity of the delivery."""
        action = self.delivery.action_register_complaint()
        form = Form(self.env["customer.complaint"].with_context(**action["context"]))
        self.assertEqual((form.partner_id, form.order_id), (self.customer, self.order))
        form.subject = "Leak"
        self.claim.unlink()
        complaint = form.save()
        self.assertEqual(complaint.line_ids.product_id, self.pump)
        self.assertEqual(complaint.line_ids.quantity, 5)

    def test_not_before_it_is_done(self):
        """REQ C-01: nothing is complained about that has not arrived."""
        draft = self.delivery.copy()
        with self.assertRaisesRegex(UserError, "has brought nothing to a customer yet"):
            draft.action_register_complaint()

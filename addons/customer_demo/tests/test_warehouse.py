from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestWarehouse(TransactionCase):
    """The demo company's warehouse has what a warehouse has on its table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.demo"]._generate()
        cls.keeper = cls.env["res.users"].search([("login", "=", "gaojianjun")])
        cls.pickings = cls.env["stock.picking"].with_user(cls.keeper).search([])

    def test_old_orders_were_delivered(self):
        """Nothing waits from long ago, and what was delivered left after its order came."""
        today = self.env.company._workday_today()
        waiting = self.pickings.filtered(lambda picking: picking.state == "assigned")
        self.assertTrue(waiting)
        for picking in waiting:
            self.assertLess(abs((picking.scheduled_date.date() - today).days), 21, picking.name)
        done = self.pickings.filtered(lambda picking: picking.state == "done")
        self.assertGreater(len(done), 200)
        for picking in done:
            self.assertGreater(picking.date_done, picking.sudo().sale_id.date_order, picking.name)
            self.assertLess(picking.date_done.date(), today, picking.name)

    def test_a_delivery_waits_for_money_and_says_so(self):
        """REQ D-13: the warehouse reads why goods may not leave, and is refused with the same."""
        asked = self.env["mail.activity"].search(
            [("user_id", "=", self.keeper.id), ("res_model", "=", "stock.picking")]
        )
        held = self.pickings.browse(asked.mapped("res_id")).filtered("customer_hold_message")
        self.assertEqual(len(held), 1)
        with self.assertRaises(UserError) as refused:
            held.button_validate()
        self.assertEqual(str(refused.exception), held.customer_hold_message)
        self.assertEqual(held.state, "assigned")
        holds = self.env["customer.credit.hold"].search([("kind", "=", "delivery")])
        self.assertEqual(holds.picking_id.ids, held.ids)

    def test_goods_come_back_by_a_complaint(self):
        """REQ C-10: an approved return waits for the warehouse, which receives it."""
        line = self.env["customer.complaint.solution.line"].search([("remedy", "=", "return")])
        back = line.return_picking_ids.with_user(self.keeper)
        self.assertEqual(back.state, "assigned")
        back.button_validate()
        self.assertEqual(back.state, "done")

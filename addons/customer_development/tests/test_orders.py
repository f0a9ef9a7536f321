from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestOrders(DevelopmentCase):
    def test_quotation_is_for_the_same_customer(self):
        """REQ D-08: a quotation of a development is for its customer."""
        development = self._working()
        order = self._quotation(development)
        self.assertEqual(order.partner_id, self.partner)
        self.assertEqual(order.development_id, development)
        with self.assertRaisesRegex(ValidationError, "another customer"):
            order.partner_id = self._make_customer("Another")
        self.assertEqual((development.quotation_count, development.order_count), (1, 0))

    def test_confirming_needs_started_work(self):
        """REQ D-05: an order of a development that is not approved is not confirmed."""
        development = self._apply(self._register())
        with self.assertRaisesRegex(UserError, "not possible in the state 'Surveyed'"):
            development.action_new_quotation()
        order = (
            self.env["sale.order"]
            .with_user(self.li)
            .create({"partner_id": self.partner.id, "development_id": development.id})
        )
        with self.assertRaisesRegex(UserError, "Surveyed"):
            order.action_confirm()

    def test_second_order_changes_nothing(self):
        """REQ D-08: the first confirmed order signs; later ones are just orders."""
        development = self._working()
        first, second = self._quotation(development), self._quotation(development)
        first.action_confirm()
        second.action_confirm()
        self.assertEqual(development.sale_order_id, first)
        self.assertEqual(second.state, "sale")
        self.assertEqual(development.order_count, 2)

    def test_sign_by_hand_with_an_order_made_without_the_development(self):
        """REQ D-08: an order made beside it can be chosen, if it is the customer's."""
        development = self._working()
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        foreign = self.env["sale.order"].create({"partner_id": self._make_customer("Another").id})
        (order | foreign).action_confirm()
        order.user_id = foreign.user_id = self.li
        action = development.action_sign()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.li)
            .with_context(action["context"])
            .create({"order_id": foreign.id})
        )
        with self.assertRaisesRegex(UserError, "not a confirmed order"):
            wizard.action_confirm()
        wizard.order_id = order
        wizard.action_confirm()
        self.assertEqual(development.state, "signed")
        self.assertEqual(order.development_id, development)

    def test_quotation_cannot_be_tied_to_a_hidden_development(self):
        """REQ B-09: who may not see a development cannot link a quotation to it."""
        development = self._working()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self.env["sale.order"].with_user(self.zhao).create(
                {"partner_id": self.partner.id, "development_id": development.id}
            )

    def test_orders_without_development_are_untouched(self):
        """REQ D-08: the ERP's other orders confirm as ever."""
        order = self.env["sale.order"].create({"partner_id": self._make_customer("Any").id})
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_no_way_around_the_button(self):
        """REQ D-05, D-10: writing the state confirms no order that the button would refuse."""
        development = self._apply(self._register())
        values = {"partner_id": self.partner.id, "development_id": development.id}
        order = self.env["sale.order"].with_user(self.li).create(values)
        for attempt in (
            lambda: order.write({"state": "sale"}),
            lambda: order.sudo().write({"state": "sale"}),
            lambda: self.env["sale.order"].create({**values, "state": "sale"}),
        ):
            with self.assertRaisesRegex(UserError, "Surveyed"), self.env.cr.savepoint():
                attempt()
            self.env.invalidate_all()
        self.assertEqual(order.state, "draft")

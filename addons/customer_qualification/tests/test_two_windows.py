from odoo import SUPERUSER_ID, api
from odoo.addons.customer_approval.tests.two_windows import after_the_first
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged


@tagged("post_install", "-at_install")
class TestTwoWindows(BaseCase):
    """Two orders at the same moment do not both fit a limit that holds one (REQ D-13)."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].create(
                {"name": "Two orders", "customer_credit_control": True}
            )
            self.company_id = company.id
            partner = env["res.partner"].create(
                {
                    "name": "Two orders",
                    "is_company": True,
                    "customer_category": "potential",
                    "company_id": company.id,
                }
            )
            self.partner_id = partner.id
            product = env["product.product"].create(
                {"name": "Two orders", "type": "service", "taxes_id": False}
            )
            self.product_id = product.id
            self.review_id = self.grant(env, partner, company)
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "order_line": [(0, 0, {"product_id": product.id, "price_unit": 700})],
                    }
                    for _number in range(2)
                ]
            )
            self.order_ids = orders.ids
        self.addCleanup(self.clean)

    def grant(self, env, partner, company):
        review = env["customer.credit.review"].create(
            {"partner_id": partner.id, "company_id": company.id, "mode": "credit"}
        )
        env["customer.credit.account"]._ensure(partner, company).write(
            {"review_id": review.id, "mode": "credit", "credit_limit": 1000}
        )
        return review.id

    def clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            orders = env["sale.order"].browse(self.order_ids)
            orders.filtered(lambda order: order.state == "sale")._action_cancel()
            orders.unlink()
            env["customer.credit.account"].search([("partner_id", "=", self.partner_id)]).unlink()
            env["customer.credit.review"].browse(self.review_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            env["product.product"].browse(self.product_id).unlink()
            env["res.company"].browse(self.company_id).write(
                {"name": f"Two orders {self.company_id}", "customer_credit_control": False}
            )
        self.registry.clear_cache()

    def confirm(self, env, number):
        env["sale.order"].browse(self.order_ids[number]).action_confirm()

    def test_the_second_sees_the_first(self):
        """REQ D-13: who had looked before the first was confirmed starts over, and is refused."""
        message = after_the_first(
            self.registry,
            SUPERUSER_ID,
            lambda env: env["sale.order"].browse(self.order_ids[1]).read(["state"]),
            lambda env: self.confirm(env, 1),
            lambda cr: self.confirm(api.Environment(cr, SUPERUSER_ID, {}), 0),
        )
        self.assertIn("credit limit", message)
        with self.registry.cursor() as cr:
            orders = api.Environment(cr, SUPERUSER_ID, {})["sale.order"].browse(self.order_ids)
            self.assertEqual(orders.mapped("state"), ["sale", "draft"])

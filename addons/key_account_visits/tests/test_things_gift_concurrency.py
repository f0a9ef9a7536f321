from odoo import SUPERUSER_ID, api
from odoo.addons.customer_approval.tests.two_windows import after_the_first
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGiftConcurrency(BaseCase):
    """Two gifts to one person at the same moment do not pass the limit together."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].create({"name": "Two gifts", "customer_gift_limit": 300})
            self.company_id = company.id
            user = new_test_user(
                env,
                f"two_gifts_{company.id}",
                groups="customer_base.group_customer_salesperson",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            self.user_id = user.id
            self._make_gifts(env, company, user)
        self.registry.clear_cache()
        self.addCleanup(self.clean)

    def _make_gifts(self, env, company, user):
        customer = env["res.partner"].create(
            {
                "name": "Two gifts",
                "is_company": True,
                "customer_category": "potential",
                "company_id": company.id,
                "user_id": user.id,
                "child_ids": [(0, 0, {"name": "Li", "type": "contact"})],
            }
        )
        self.customer_id = customer.id
        gifts = (
            env["customer.gift"]
            .with_user(user)
            .create(
                [
                    {
                        "partner_id": customer.id,
                        "receiver_id": customer.child_ids.id,
                        "what": f"Tea {number}",
                        "unit_value": 200,
                    }
                    for number in range(2)
                ]
            )
        )
        self.gift_ids = gifts.ids

    def clean(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM customer_gift WHERE id = ANY(%s)", [self.gift_ids])
            env = api.Environment(cr, SUPERUSER_ID, {})
            customer = env["res.partner"].browse(self.customer_id)
            (customer.child_ids | customer).unlink()
            env["res.company"].browse(self.company_id).name = f"Two gifts {self.company_id}"
            env["res.users"].browse(self.user_id).active = False
        self.registry.clear_cache()

    def _record(self, cr, number):
        env = api.Environment(cr, self.user_id, {"allowed_company_ids": [self.company_id]})
        env["customer.gift"].browse(self.gift_ids[number]).action_record()

    def test_the_second_hears_of_the_first(self):
        """Its transaction began before the first one ended, and does not see what that one did."""
        message = after_the_first(
            self.registry,
            self.user_id,
            lambda env: env["customer.gift"].browse(self.gift_ids).read(["year_value"]),
            lambda env: self._record(env.cr, 1),
            lambda cr: self._record(cr, 0),
        )
        self.assertIn("limit for a person and year", message or "")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state FROM customer_gift WHERE id = ANY(%s) ORDER BY id", [self.gift_ids]
            )
            self.assertEqual([row[0] for row in cr.fetchall()], ["recorded", "draft"])

from odoo import SUPERUSER_ID, api
from odoo.addons.customer_approval.tests.two_windows import after_the_first
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPoolConcurrency(BaseCase):
    """Two claim at the same moment: one wins (REQ B-15)."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].create(
                {"name": "Two cursors", "customer_protection": True, "customer_pool": True}
            )
            company.customer_pool_claims = 1
            self.company_id = company.id
            users = [
                new_test_user(
                    env,
                    f"two_claims_{company.id}_{number}",
                    groups="customer_base.group_customer_salesperson",
                    company_id=company.id,
                    company_ids=[(6, 0, company.ids)],
                )
                for number in range(3)
            ]
            self.user_ids = [user.id for user in users]
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Two cursors {number}",
                        "is_company": True,
                        "customer_category": "potential",
                        "company_id": company.id,
                        "user_id": users[2].id,
                    }
                    for number in range(2)
                ]
            )
            self.partner_ids = partners.ids
            entries = env["customer.pool.entry"]._enter(partners, "returned", "test")
            self.entry_ids = entries.ids
        self.registry.clear_cache()
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            ids = [self.partner_ids]
            cr.execute("DELETE FROM customer_pool_entry WHERE partner_id = ANY(%s)", ids)
            cr.execute("DELETE FROM customer_protection WHERE partner_id = ANY(%s)", ids)
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["res.partner"].browse(self.partner_ids).unlink()
            env["res.company"].browse(self.company_id).write(
                {"name": f"Two cursors {self.company_id}", "customer_protection": False}
            )
            env["res.users"].browse(self.user_ids).write({"active": False})
        self.registry.clear_cache()

    def claim(self, cr, user_id, entry_id):
        env = api.Environment(cr, user_id, {})
        env["customer.pool.entry"].browse(entry_id).action_claim()

    def owner(self, number):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["res.partner"].browse(self.partner_ids[number]).user_id.id

    def test_while_the_first_is_not_finished(self):
        """REQ B-15: the second is told at once."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.claim(first, self.user_ids[0], self.entry_ids[0])
            first.flush()
            with self.assertRaisesRegex(UserError, "Somebody else is claiming"):
                self.claim(second, self.user_ids[1], self.entry_ids[0])
            second.rollback()
            first.commit()
        self.assertEqual(self.owner(0), self.user_ids[0])

    def _after_the_first(self, user_id, entry_id):
        """Return what a second window hears that read before the first one committed."""
        return after_the_first(
            self.registry,
            user_id,
            lambda env: env["customer.pool.entry"].browse(entry_id).read(["is_open"]),
            lambda env: self.claim(env.cr, user_id, entry_id),
            lambda cr: self.claim(cr, self.user_ids[0], self.entry_ids[0]),
        )

    def test_after_the_first_has_finished(self):
        """REQ B-15: who had seen it in the pool is told who got it."""
        message = self._after_the_first(self.user_ids[1], self.entry_ids[0])
        self.assertIn("no longer in the pool", message)
        self.assertEqual(self.owner(0), self.user_ids[0])

    def test_two_claims_of_one_person(self):
        """REQ B-15: the quota holds also for two windows of the same person."""
        message = self._after_the_first(self.user_ids[0], self.entry_ids[1])
        self.assertIn("1 are allowed", message)
        self.assertFalse(self.owner(1))

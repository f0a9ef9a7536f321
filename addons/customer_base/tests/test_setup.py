from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ROLES, CustomerCommon


@tagged("post_install", "-at_install")
class TestSetup(CustomerCommon):
    """L-02: an administrator sees the set-up first and switches on what is to come over people."""

    def _open(self, user):
        return self.env["customer.setup"].with_user(user).with_company(self.company)

    def test_shows_how_things_are(self):
        """L-02: the screen begins with the company's present settings."""
        self.company.customer_review_active = True
        setup = self._open(self.users_by_role["admin"]).create({})
        self.assertTrue(setup.customer_review_active)
        self.assertFalse(setup.customer_contact_reminder)
        # one user for every role
        self.assertEqual(setup.role_count, len(ROLES))
        self.assertEqual(setup.uncategorised_count, 0)
        self.Partner.create({"name": "Trade", "is_company": True, "customer_rank": 1})
        setup.invalidate_recordset()
        self.assertEqual(setup.uncategorised_count, 1)

    def test_applies_to_the_company(self):
        """L-02: what is chosen holds in this company, and only there."""
        other = self.env["res.company"].create({"name": "Second"})
        setup = self._open(self.users_by_role["admin"]).create(
            {"customer_contact_reminder": True, "customer_protection": True, "customer_pool": True}
        )
        setup.action_apply()
        for name in ("customer_contact_reminder", "customer_protection", "customer_pool"):
            self.assertTrue(self.company[name], name)
            self.assertFalse(other[name], name)
        self.assertFalse(self.company.customer_review_active)

    def test_no_pool_without_protection(self):
        """L-02: a pool that nobody can fall into is not switched on by a hidden box."""
        setup = self._open(self.users_by_role["admin"]).create({"customer_pool": True})
        setup.action_apply()
        self.assertFalse(self.company.customer_pool)

    def test_only_administrators(self):
        """L-02: no other role opens or applies it."""
        for role in ROLES:
            if role == "admin":
                continue
            with (
                self.subTest(role=role),
                self.assertRaisesRegex(AccessError, "not allowed to create"),
            ):
                self._open(self.users_by_role[role]).create({})

    def test_first_in_the_app_until_done(self):
        """L-02: the app opens with the set-up until every company has been through it."""
        admin = self.users_by_role["admin"]
        first = self.env.ref("customer_base.menu_setup_first").id
        root = self.env.ref("customer_base.menu_root").id
        self.env["res.company"].search([]).customer_setup_done = True
        self.company.customer_setup_done = False
        menus = self.env["ir.ui.menu"].with_user(admin)
        self.assertEqual(menus.load_menus(False)[root]["children"][0], first)
        salesperson = self.env["ir.ui.menu"].with_user(self.salesperson)
        self.assertNotIn(first, salesperson.load_menus(False))
        self._open(admin).create({}).action_apply()
        self.assertNotIn(first, menus.load_menus(False))
        self.assertIn(self.env.ref("customer_base.menu_setup").id, menus.load_menus(False))

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestAttacks(CustomerCommon):
    """Ways around the roles that a login could try (REQ B-01, B-11)."""

    def test_category_and_importance_by_defaults(self):
        """REQ B-01: a default sent or stored sets neither category nor importance."""
        user = new_test_user(
            self.env,
            "customer_contacts_only",
            groups="base.group_user,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        partners = self.env["res.partner"].with_user(user)
        values = {"name": "Plain Contact", "is_company": True}
        self.assertFalse(partners.create(values).is_key_account)
        for name, value in (("customer_category", "closed"), ("is_key_account", True)):
            with self.assertRaisesRegex(AccessError, "You may not set"):
                partners.with_context(**{f"default_{name}": value}).create(values)
            default = self.env["ir.default"].with_user(user)
            default.set("res.partner", name, value, user_id=True)
            with self.assertRaisesRegex(AccessError, "You may not set"):
                partners.create(values)
            self.env["ir.default"].search([("user_id", "=", user.id)]).unlink()

    def test_category_by_other_ways_in(self):
        """REQ B-01: import, quick creation, copy and children don't set what a role decides on."""
        user = new_test_user(
            self.env,
            "customer_contacts_only",
            groups="base.group_user,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        partners = self.env["res.partner"].with_user(user)
        result = partners.load(["name", "is_key_account"], [["Imported", "True"]])
        self.assertFalse(result["ids"])
        self.assertIn("You may not set", result["messages"][0]["message"])
        with self.assertRaisesRegex(AccessError, "You may not set"):
            partners.with_context(default_is_key_account=True).name_create("Quick")
        parent = partners.create({"name": "Parent", "is_company": True})
        for name, value in (("is_key_account", True), ("customer_category", "closed")):
            child = {"name": "Child", "is_company": True, name: value}
            for write in (parent.write, partners.create):
                with self.assertRaisesRegex(AccessError, "You may not set"):
                    write({"name": "Parent", "child_ids": [(0, 0, child)]})
        self.customer.sudo().write({"is_key_account": True, "customer_category": "closed"})
        copy = self.customer.with_user(user).copy()
        self.assertFalse(copy.is_key_account or copy.customer_category)

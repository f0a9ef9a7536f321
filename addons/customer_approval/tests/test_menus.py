from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """Who finds what in the app."""

    def menus(self, user):
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        names = ("to_decide", "requested", "decided", "delegation", "all", "rule")
        return {
            name
            for name in names
            if self.env.ref(f"customer_approval.approval_menu_{name}").id in visible
        }

    def test_inboxes_for_everybody_rules_for_administrators(self):
        """REQ D-05: three inboxes and deputies for all; rules and all rounds for some."""
        user = new_test_user(self.env, "mn_user", groups="base.group_user")
        admin = new_test_user(self.env, "mn_admin", groups="customer_approval.group_approval_admin")
        everybody = {"to_decide", "requested", "decided", "delegation"}
        self.assertEqual(self.menus(user), everybody)
        self.assertEqual(self.menus(admin), everybody | {"all", "rule"})

from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAppMenu(ApprovalCase):
    """Only those whom approvals concern find the app (L-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sales alone may make documents, as a role would allow it
        access = cls.env.ref("test_customer_approval.access_test_approval_document")
        role = cls.env["res.groups"].create({"name": "Makes documents"})
        access.copy({"name": "role", "group_id": role.id})
        access.perm_create = False
        cls.sales.group_ids += role

    def finds_app(self, user):
        menus = self.as_user(user, self.env["ir.ui.menu"]).load_web_menus(False)
        root = self.env.ref("customer_approval.approval_menu_root").id
        inbox = self.env.ref("customer_approval.approval_menu_to_decide").id
        found = root in menus
        self.assertEqual((root in menus["root"]["children"], inbox in menus), (found, found))
        return found

    def test_who_makes_documents_or_rules_finds_it(self):
        """L-08: by the right to make documents, or to set rules."""
        self.assertTrue(self.finds_app(self.sales))
        self.assertTrue(self.finds_app(self.admin))

    def test_nobody_else_until_something_waits_for_them(self):
        """L-08, REQ D-05: the app comes with the first round, in the running session."""
        self.assertFalse(self.finds_app(self.manager))
        self.assertFalse(self.finds_app(self.colleague))
        document = self.submit()
        self.assertTrue(self.finds_app(self.manager))
        self.assertFalse(self.finds_app(self.colleague))
        self.decide(self.manager, document)
        self.assertTrue(self.finds_app(self.manager), "what one decided is there to be read")

    def test_a_deputy_finds_it(self):
        """L-08, REQ D-05: who stands in, and whom for, before any round."""
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.boss.id,
                "delegate_id": self.colleague.id,
                "date_from": "2000-01-01",
                "date_to": "2100-01-01",
            }
        )
        self.assertTrue(self.finds_app(self.colleague))
        self.assertTrue(self.finds_app(self.boss))
        self.assertFalse(self.finds_app(self.director))

    def test_the_other_apps_stay(self):
        """L-08: nothing else is missing, and what others get is not changed by it."""
        hidden = self.as_user(self.colleague, self.env["ir.ui.menu"]).load_menus(False)
        shown = self.as_user(self.sales, self.env["ir.ui.menu"]).load_menus(False)
        root = self.env.ref("customer_approval.approval_menu_root").id
        self.assertEqual(set(hidden["root"]["children"]), set(shown["root"]["children"]) - {root})

"""Menus and buttons of ours, as the views declare them."""

from contract_common import ContractCase
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged


@tagged("post_install", "-at_install", "contract")
class TestContractScreens(ContractCase):
    """Issue 9: every menu and button of ours."""

    def test_menus_are_for_somebody(self):
        """REQ B-09: a menu has groups, or is below one that has."""
        open_menus = []
        menus = self._ours("ir.ui.menu")
        for menu in menus:
            above = menu
            while above and not above.group_ids:
                above = above.parent_id
            if not above:
                open_menus.append(menu.complete_name)
        self.assertEqual(open_menus, [])
        self.assertTrue(menus)

    def test_buttons_call_public_methods(self):
        """A button whose method is private or gone ends in an error for whoever presses it."""
        wrong, buttons = set(), self._buttons()
        for model, name in buttons:
            try:
                get_public_method(self.env[model], name)
            except (AccessError, AttributeError):
                wrong.add(f"{model}.{name}")
        self.assertEqual(wrong, set())
        self.assertGreater(len(buttons), 50)

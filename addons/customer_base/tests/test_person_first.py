from lxml import etree
from odoo.tests import tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestPersonFirst(AccessCommon):
    """U-03: buying roles are about people, whose company stands beside them."""

    def test_named_by_the_person(self):
        """U-03: titles and links show the person, not a company cut off before it."""
        self.assertEqual(self.role.with_user(self.salesperson).display_name, "李建国")
        found = self.env["customer.contact"].with_user(self.salesperson).name_search("建国")
        self.assertIn((self.role.id, "李建国"), found)

    def test_card_of_the_hierarchy(self):
        """U-03: name, position, role and influence are on the card."""
        view = self.env.ref("customer_base.customer_contact_view_hierarchy")
        arch = self.role.with_user(self.salesperson).get_view(view.id, "hierarchy")["arch"]
        card = etree.fromstring(arch).find(".//templates")
        shown = {node.get("name") for node in card.iter("field")}
        self.assertEqual(shown, {"person_name", "function", "buying_role", "influence"})
        person = self.role.partner_id
        self.assertEqual(self.role.with_user(self.salesperson).person_name, person.name)

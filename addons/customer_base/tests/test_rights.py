from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ROLES, CustomerCommon

CATEGORY_ROLES = {"salesperson", "clerk", "manager", "director", "marketing", "admin"}
KEY_ACCOUNT_ROLES = {"manager", "director", "marketing", "admin"}


@tagged("post_install", "-at_install")
class TestRights(CustomerCommon):
    """Who may do what in the customer core (REQ B-11, B-01)."""

    def _attempt(self, user, values):
        """Return whether ``user`` may write ``values`` on a customer."""
        try:
            with self.env.cr.savepoint():
                self.customer.with_user(user).write(values)
                self.env.flush_all()
                raise InterruptedError
        except InterruptedError:
            return True
        except AccessError:
            return False
        finally:
            self.customer.invalidate_recordset()

    def test_category_by_role(self):
        """REQ B-01: a person in sales, office or marketing corrects the category, nobody else."""
        for role in ROLES:
            with self.subTest(role=role):
                may = self._attempt(self.users_by_role[role], {"customer_category": "interested"})
                self.assertEqual(may, role in CATEGORY_ROLES)
        self.assertFalse(self._attempt(self.outsider, {"customer_category": "interested"}))

    def test_category_cannot_be_cleared_without_a_role(self):
        """REQ B-01: taking the category away needs the same role as setting it."""
        finance = self.users_by_role["finance"]
        finance.group_ids += self.env.ref("base.group_partner_manager")
        self.assertTrue(self._attempt(finance, {"city": "Wuhan"}))
        self.assertFalse(self._attempt(finance, {"customer_category": False}))
        self.assertTrue(self._attempt(finance, {"customer_category": "potential"}))

    def test_important_customer_by_role(self):
        """REQ B-01: importance is decided by managers, directors and marketing."""
        for role in ROLES:
            with self.subTest(role=role):
                may = self._attempt(self.users_by_role[role], {"is_key_account": True})
                self.assertEqual(may, role in KEY_ACCOUNT_ROLES)

    def test_create_with_importance_is_refused_with_reason(self):
        """REQ B-01: the refusal names the field and who may set it."""
        with self.assertRaisesRegex(AccessError, "Important Customer.*Department Manager"):
            self.Partner.with_user(self.salesperson).create(
                {"name": "X", "is_company": True, "is_key_account": True}
            )

    def test_contact_by_role(self):
        """REQ B-08: roles read buying roles, sales, office and marketing keep them."""
        person = self.Partner.create({"name": "李建国", "parent_id": self.customer.id})
        values = {"partner_id": person.id, "buying_role": "economic"}
        self._make_role_department("salesperson", "manager", "clerk")
        for role in ROLES:
            with self.subTest(role=role):
                Contact = self.env["customer.contact"].with_user(self.users_by_role[role])
                self.assertTrue(Contact.has_access("read"))
                if role in CATEGORY_ROLES:
                    Contact.create(values).unlink()
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to create 'Buying Role'"):
                        Contact.create(values)
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Buying Role'"):
            self.env["customer.contact"].with_user(self.outsider).search([])

    def test_buying_role_belongs_to_a_person_of_a_customer(self):
        """REQ B-08: neither the company itself nor a stranger has a buying role."""
        with self.assertRaisesRegex(ValidationError, "not a contact person"):
            self.env["customer.contact"].create({"partner_id": self.customer.id})

    def test_contact_follows_its_person_to_another_customer(self):
        """REQ B-08: the buying role shows on the company the person works for."""
        other = self.Partner.create({"name": "Other", "is_company": True})
        person = self.Partner.create({"name": "李建国", "parent_id": self.customer.id})
        contact = self.env["customer.contact"].create({"partner_id": person.id})
        self.assertEqual(self.customer.customer_contact_ids, contact)
        self.assertEqual(self.customer.customer_contact_count, 1)
        person.parent_id = other
        self.assertEqual(contact.commercial_partner_id, other)

    def test_contact_of_another_company_is_hidden(self):
        """REQ B-09: a customer private to one company shows no buying roles in another."""
        foreign = self.env["res.company"].create({"name": "Foreign"})
        person = self.Partner.create({"name": "P", "parent_id": self.customer.id})
        contact = self.env["customer.contact"].create({"partner_id": person.id})
        (self.customer | person).company_id = foreign
        self.env.flush_all()
        Contact = self.env["customer.contact"].with_user(self.salesperson)
        self.assertNotIn(contact, Contact.search([]))

    def test_app_menu_needs_a_role(self):
        """REQ B-11: the app shows to every role and to nobody else."""
        root = self.env.ref("customer_base.menu_root")
        for role in ROLES:
            visible = self.env["ir.ui.menu"].with_user(self.users_by_role[role])._visible_menu_ids()
            self.assertIn(root.id, visible, role)
        visible = self.env["ir.ui.menu"].with_user(self.outsider)._visible_menu_ids()
        self.assertNotIn(root.id, visible)

    def test_settings_are_for_system_administrators(self):
        """REQ B-11: a salesperson cannot initialise categories by calling the method."""
        settings = self.env["res.config.settings"].create({})
        with self.assertRaisesRegex(AccessError, "Only an administrator of customer management"):
            settings.with_user(self.salesperson).action_customer_initialise_categories()

    def test_one_person_may_hold_several_roles(self):
        """REQ B-11: the user form keeps every role but those that include each other."""
        groups = self.env["res.groups"]
        for role in ROLES:
            groups |= self.env.ref(f"customer_base.group_customer_{role}")
        for privilege, members in groups.grouped("privilege_id").items():
            for group in members:
                others = members - group
                self.assertTrue(
                    all(
                        group in other.all_implied_ids or other in group.all_implied_ids
                        for other in others
                    ),
                    f"{privilege.name}: choosing one role would take another away",
                )

    def test_director_is_not_a_department_manager(self):
        """REQ B-11: the director's group does not make him manager of a department."""
        director = self.users_by_role["director"]
        self.assertFalse(director.has_group("customer_base.group_customer_manager"))
        self.assertTrue(director.has_group("customer_base.group_customer_salesperson"))

import base64
import json

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSideDoors(CustomerCommon):
    """S-16, REQ B-09: Odoo's own doors past the rule on customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "door_portal", groups="base.group_portal",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip
        cls.portal.partner_id.parent_id = cls.customer
        cls.env.flush_all()

    def test_the_portal_account_of_a_hidden_customer(self):
        """S-16: the link or the login of a portal account is for who may see the contact."""
        contact = self.portal.partner_id
        before = contact.with_user(self.outsider).signup_get_auth_param()
        self.assertEqual(before[contact.id]["auth_login"], "door_portal")
        self.company.customer_partner_rule = True
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            contact.with_user(self.outsider).signup_get_auth_param()
        after = contact.with_user(self.salesperson).signup_get_auth_param()
        self.assertEqual(after[contact.id]["auth_login"], "door_portal")

    def test_the_portal_account_of_another_companys_customer(self):
        """S-16: who sees every customer of the own company makes no account in another one."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        customer = self.Partner.create(
            {"name": "E", "is_company": True, "customer_category": "closed", "company_id": other.id}
        )
        person = self.Partner.create(
            {"name": "P", "parent_id": customer.id, "company_id": other.id}
        )
        director = self.users_by_role["director"]
        self.assertFalse(person.with_user(director).has_access("read"))
        with self.assertRaisesRegex(AccessError, "not open to you"):
            person.with_user(director).signup_get_auth_param()
        self.assertFalse(person.sudo().signup_type)

    def test_lists_to_import_are_ones_own(self):
        """S-16: the reader of lists keeps a copy of each; a colleague doesn't read it."""
        imports = self.env["base_import.import"]
        own = imports.with_user(self.salesperson).create(
            {"res_model": "res.partner", "file": base64.b64encode(b"secret"), "file_name": "a.csv"}
        )
        self.assertIn(own, imports.with_user(self.outsider).search([]))
        self.company.customer_partner_rule = True
        self.assertIn(own, imports.with_user(self.salesperson).search([]))
        self.assertNotIn(own, imports.with_user(self.outsider).search([]))
        with self.assertRaisesRegex(AccessError, "doesn't have 'read' access"):
            own.with_user(self.outsider).read(["file"])


@tagged("post_install", "-at_install")
class TestRefusedExport(HttpCase):
    """S-10: a refused export is answered in words and is no error in the log."""

    def test_a_refused_export_is_no_error(self):
        new_test_user(self.env, "door_clerk", groups="base.group_user,base.group_partner_manager")
        partner = self.env["res.partner"].create(
            {"name": "Exported", "is_company": True, "customer_category": "potential"}
        )
        self.authenticate("door_clerk", "door_clerk")
        for kind in ("csv", "xlsx"):
            data = {
                "model": "res.partner",
                "fields": [{"name": "phone", "label": "Phone", "type": "char"}],
                "ids": partner.ids,
                "domain": [],
                "import_compat": False,
                "groupby": [],
                "context": {},
            }
            with self.assertNoLogs("odoo.addons.web.controllers.export", "ERROR"):
                answer = self.url_open(
                    f"/web/export/{kind}",
                    data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
                )
            self.assertIn("You may not export customer data", answer.text)
            self.assertEqual(answer.status_code, 500)

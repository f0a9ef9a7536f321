from odoo.exceptions import AccessError

from .common import CustomerCommon, make_code


class AccessCommon(CustomerCommon):
    """Two salespeople with a customer each; manager and clerk are of the first one's department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls._make_role_department("salesperson", "manager", "clerk")
        cls.colleague = cls._make_user("customer_colleague", "salesperson", name="Test colleague")
        cls.manager = cls.users_by_role["manager"]
        cls.other_customer = cls.Partner.create(
            {
                "name": "苏州长风泵业有限公司",
                "is_company": True,
                "vat": make_code(2),
                "customer_category": "potential",
                "user_id": cls.colleague.id,
            }
        )
        cls.supplier = cls.Partner.create({"name": "Plain Supplier", "is_company": True})
        person = cls.Partner.create({"name": "李建国", "parent_id": cls.customer.id})
        cls.role = cls.env["customer.contact"].create({"partner_id": person.id})

    def _limit(self):
        self.company.customer_partner_rule = True

    def _sees(self, user, record):
        """Return whether the user finds and reads the record, as one answer."""
        record = record.with_user(user).with_context(allowed_company_ids=self.company.ids)
        found = bool(record.search([("id", "=", record.id)]))
        try:
            record.invalidate_recordset()
            record.read(["display_name"])
            read = True
        except AccessError:
            read = False
        self.assertEqual(found, read, "search and read must agree")
        return read

from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon
from odoo.tests import freeze_time


class KeyCommon(InvoiceCommon):
    """A department with a customer, a second company, and invoices on given days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls._make_role_department("salesperson", "manager", "clerk")
        cls.manager = cls.users_by_role["manager"]
        cls.marketing = cls.users_by_role["marketing"]
        cls.colleague = cls._make_user("key_colleague", "salesperson", name="Test colleague")
        cls.other_manager = cls._make_user("key_manager", "manager", name="Other manager")
        cls.other_department = cls._make_department("West", cls.other_manager, cls.colleague)
        cls.other_customer = cls._customer("苏州长风泵业有限公司", cls.colleague)
        cls.second = cls.env["res.company"].create(
            {"name": "Second", "country_id": cls.env.ref("base.cn").id}
        )
        cls.env.user.company_ids += cls.second
        cls._set_up_accounts(cls.second)

    @classmethod
    def _customer(cls, name, user=None, **values):
        return cls.Partner.create(
            {
                "name": name,
                "is_company": True,
                "customer_category": "potential",
                "user_id": user and user.id,
                **values,
            }
        )

    @classmethod
    def _invoice(cls, day, amount, partner=None, company=None, refund=False, state="posted"):
        """Return an invoice or credit note of ``amount`` without tax on ``day``."""
        kind = "out_refund" if refund else "out_invoice"
        return super()._invoice(day, amount, partner, company, kind, state)

    def _as(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _day(self, day):
        """Noon of ``day`` in China."""
        return freeze_time(f"{day} 04:00:00")

from contextlib import contextmanager

from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon
from odoo.tests import freeze_time

NOON = "2026-03-11 04:00:00"  # a Wednesday, noon in China


class ThingsCommon(InvoiceCommon):
    """A department with two salespeople and their manager, another one, and a second company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users_by_role["manager"]
        cls.director = cls.users_by_role["director"]
        cls.clerk = cls.users_by_role["clerk"]
        cls.finance = cls.users_by_role["finance"]
        cls.admin = cls.users_by_role["admin"]
        cls.department = cls._make_role_department("salesperson", "manager", "clerk")
        cls.colleague = cls._make_user("things_colleague", "salesperson", name="Test colleague")
        cls.other_manager = cls._make_user("things_manager", "manager", name="Other manager")
        cls.west = cls._make_department("West", cls.other_manager, cls.colleague)
        cls.receiver = cls._person("李工", cls.customer)
        cls.other_customer = cls.Partner.create(
            {
                "name": "苏州长风泵业有限公司",
                "is_company": True,
                "customer_category": "potential",
                "user_id": cls.colleague.id,
            }
        )
        cls.stranger = cls._person("王工", cls.other_customer)

    @classmethod
    def _person(cls, name, customer):
        return cls.Partner.create({"name": name, "parent_id": customer.id, "type": "contact"})

    @classmethod
    def _second_company(cls):
        """Return another company, in dollars, in which the salesperson works too."""
        dollar = cls.env.ref("base.USD")
        dollar.active = True
        second = cls.env["res.company"].create({"name": "Second", "currency_id": dollar.id})
        for user in cls.env.user | cls.salesperson | cls.admin | cls.director:
            user.company_ids += second
        return second

    @classmethod
    def _employee(cls, user):
        return cls.env["hr.employee"].search(
            [("user_id", "=", user.id), ("company_id", "=", cls.company.id)]
        )

    @contextmanager
    def _refused(self, exception, text):
        """The step is refused in these words, and leaves nothing behind."""
        with self.assertRaisesRegex(exception, text), self.cr.savepoint():
            yield

    def _as(self, user, records, companies=None):
        companies = companies or self.company
        return records.with_user(user).with_context(allowed_company_ids=companies.ids, lang="en_US")

    def _model(self, name, user, companies=None):
        return self._as(user, self.env[name], companies)

    def _gift(self, user=None, companies=None, **values):
        return self._model("customer.gift", user or self.salesperson, companies).create(
            {
                "partner_id": self.customer.id,
                "receiver_id": self.receiver.id,
                "what": "Tea set",
                "unit_value": 200,
                **values,
            }
        )

    def _approve(self, document, *users):
        self.env.flush_all()
        for user in users:
            self._as(user, document).action_approve()


class Wednesday(ThingsCommon):
    """All on one day, 2026-03-11."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOON))
        super().setUpClass()

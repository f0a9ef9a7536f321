from contextlib import contextmanager

from odoo.exceptions import ValidationError

from .common import CustomerCommon


class FileCase(CustomerCommon):
    """A sales department with its manager, and a second one beside it.

    Sales: manager, salesperson, colleague    Export: other_manager
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users_by_role["manager"]
        cls.director = cls.users_by_role["director"]
        cls.admin = cls.users_by_role["admin"]
        cls.colleague = cls._make_user("customer_colleague", "salesperson")
        cls.other_manager = cls._make_user("customer_other_manager", "manager")
        cls.sales = cls._make_department("Sales", cls.manager, cls.salesperson + cls.colleague)
        cls.export = cls._make_department("Export", cls.other_manager)
        cls.company.customer_file_least = 0.0  # what else happens to files is tested with little in
        cls.customer.user_id = cls.salesperson
        cls.person = cls.Partner.create(
            {"name": "李建国", "parent_id": cls.customer.id, "phone": "13800001234"}
        )
        cls.admin.group_ids -= cls.env.ref("customer_base.group_customer_personal_data")

    def _file(self, user=None, **values):
        """Return the file of the customer as its writer sees it."""
        return (
            self.env["customer.file"]
            .with_user(user or self.salesperson)
            .create({"partner_id": self.customer.id, **values})
        )

    def _archived(self, user=None, **values):
        file = self._file(user, **values)
        file.action_submit()
        file.with_user(self.manager).action_approve()
        self.assertEqual(file.state, "archived")
        return file

    @contextmanager
    def _refused(self, message):
        """Expect a ValidationError with this text, and roll back what was refused."""
        with self.assertRaises(ValidationError) as caught:
            yield
        self.assertRegex(str(caught.exception), message)

    def _person_card(self, **values):
        """Return the contact's card with consent, as superuser."""
        return self.env["customer.contact"].create(
            {
                "partner_id": self.person.id,
                "personal_purpose": "Birthday greetings",
                "consent_date": "2026-01-05",
                "consent_way": "written",
                "retention_until": "2030-12-31",
                **values,
            }
        )

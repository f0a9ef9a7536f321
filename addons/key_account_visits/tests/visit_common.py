from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.fields import Datetime
from odoo.tests import freeze_time

# Tuesday 2026-03-10, 10:00 in Shanghai; no holiday in the weeks around it.
NOW = "2026-03-10 02:00:00"


@freeze_time(NOW)
class VisitCommon(CustomerCommon):
    """A key-account department: manager, salesperson with the customer, a colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users_by_role["manager"]
        cls.director = cls.users_by_role["director"]
        cls.finance = cls.users_by_role["finance"]
        cls.clerk = cls.users_by_role["clerk"]
        cls.admin = cls.users_by_role["admin"]
        cls.colleague = cls._make_user("visit_colleague", "salesperson", name="Colleague")
        cls.stranger = cls._make_user("visit_stranger", "salesperson", name="Stranger")
        cls.department = cls._make_department(
            "Key Accounts", cls.manager, cls.salesperson | cls.colleague | cls.clerk
        )
        cls.other_manager = cls._make_user("visit_other_manager", "manager", name="Other manager")
        cls.other_department = cls._make_department("West", cls.other_manager, cls.stranger)
        cls.employees = {
            user: user._employee_in(cls.company) for user in cls.salesperson | cls.colleague
        }
        cls.contact = cls.Partner.create(
            {"name": "刘总", "parent_id": cls.customer.id, "function": "总经理"}
        )
        cls.customer.customer_category = "closed"

    def _visit(self, user=None, **values):
        """Return a planned visit, as its author sees it."""
        user = user or self.salesperson
        return (
            self.env["customer.visit"]
            .with_user(user)
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "purpose": "了解二期需求",
                    "date_start": "2026-03-12 01:00:00",
                    "date_stop": "2026-03-12 03:00:00",
                    "contact_ids": [self.contact.id],
                    **values,
                }
            )
        )

    def _approve(self, document, *people):
        """Submit a document and let these people agree, each in turn."""
        document.action_submit()
        for person in people or (self.manager, self.director):
            document.with_user(person).action_approve()
        return document

    def _approved_visit(self, **values):
        people = (self.manager, self.director, *((self.finance,) if values.get("budget") else ()))
        return self._approve(self._visit(**values), *people)

    def _write_report(self, visit, **values):
        visit.write(
            {
                "result": "reached",
                "key_points": "谈了二期设备",
                "customer_view": "认可质量，担心交期",
                "next_step": "发报价",
                "next_date": "2026-03-20",
                **values,
            }
        )

    def _closed_visit(self, **values):
        """Return a visit of yesterday, approved, reported and accepted."""
        visit = self._approved_visit(**values)
        visit.sudo().write(
            {"date_start": "2026-03-09 01:00:00", "date_stop": "2026-03-09 03:00:00"}
        )
        self._write_report(visit)
        visit.action_report()
        visit.with_user(self.manager).action_review_accept(90, "写得好")
        return visit

    def _later(self, text):
        """Return the clock at another moment, for ``freeze_time``."""
        return freeze_time(Datetime.to_datetime(text))

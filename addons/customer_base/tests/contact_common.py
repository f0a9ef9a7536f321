from odoo.tests import new_test_user

from .common import CustomerCommon


class ContactCommon(CustomerCommon):
    """Two departments with their salespeople, one manager, a clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east, cls.west = cls.env["hr.department"].create(
            [
                {"name": "Sales East", "company_id": cls.company.id},
                {"name": "Sales West", "company_id": cls.company.id},
            ]
        )
        cls.manager = cls.users_by_role["manager"]
        cls.clerk = cls.users_by_role["clerk"]
        cls.admin = cls.users_by_role["admin"]
        cls.director = cls.users_by_role["director"]
        cls.colleague = new_test_user(
            cls.env,
            "customer_colleague",
            groups="customer_base.group_customer_salesperson",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            name="West Colleague",
        )
        for user, department in (
            (cls.salesperson, cls.east),
            (cls.manager, cls.east),
            (cls.clerk, cls.east),
            (cls.colleague, cls.west),
        ):
            cls._employ(user, department)
        cls.foreign = cls.Partner.create(
            {
                "name": "West Customer",
                "is_company": True,
                "customer_category": "closed",
                "user_id": cls.colleague.id,
            }
        )
        cls.person = cls.Partner.create({"name": "李建国", "parent_id": cls.customer.id})

    @classmethod
    def _employ(cls, user, department):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": department.company_id.id,
                "department_id": department.id,
            }
        )

    @classmethod
    def _record(cls, user=None, **values):
        return (
            cls.env["customer.interaction"]
            .with_user(user or cls.salesperson)
            .create({"partner_id": cls.customer.id, "summary": "Talked about pumps", **values})
        )

    def _run_cron(self, xmlid):
        """Run a scheduled job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

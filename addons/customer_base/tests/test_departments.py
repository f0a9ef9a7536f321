from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDepartments(CustomerCommon):
    """Departments a manager answers for (REQ B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users_by_role["manager"]
        cls.manager_employee = cls._employee(cls.manager)
        Department = cls.env["hr.department"]
        cls.sales = Department.create({"name": "Sales", "company_id": cls.company.id})
        cls.north = Department.create(
            {"name": "North", "parent_id": cls.sales.id, "company_id": cls.company.id}
        )
        cls.other = Department.create({"name": "Other", "company_id": cls.company.id})

    @classmethod
    def _employee(cls, user):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": cls.company.id}
        )

    def test_managed_departments_with_those_below(self):
        """REQ B-09: the manager of a department answers for all below it."""
        self.sales.manager_id = self.manager_employee
        self.assertEqual(self.manager.customer_department_ids, self.sales | self.north)

    def test_manager_without_department_answers_for_the_own_one(self):
        """REQ B-09: a manager not entered as such answers for their own department."""
        self.manager_employee.department_id = self.north
        self.assertEqual(self.manager.customer_department_ids, self.north)

    def test_salesperson_answers_for_none(self):
        """REQ B-09: working in a department is not managing it."""
        self._employee(self.salesperson).department_id = self.sales
        self.assertFalse(self.salesperson.customer_department_ids)

    def test_several_users_at_once(self):
        """REQ B-09: each user gets their own departments, computed together."""
        director = self.users_by_role["director"]
        self.other.manager_id = self._employee(director)
        self.sales.manager_id = self.manager_employee
        users = self.manager | director | self.salesperson
        users.invalidate_recordset(["customer_department_ids"])
        self.assertEqual(
            [user.customer_department_ids for user in users],
            [self.sales | self.north, self.other, self.env["hr.department"]],
        )

    def test_record_rules_follow_a_change_of_manager(self):
        """REQ B-09: rules with the departments of the user are not served from a stale cache."""
        rule = self.env["ir.rule"].create(
            {
                "name": "Departments in charge",
                "model_id": self.env.ref("hr.model_hr_job").id,
                "domain_force": "[('department_id', 'in', user.customer_department_ids.ids)]",
            }
        )
        self.assertTrue(rule)
        job = self.env["hr.job"].create({"name": "Rep", "department_id": self.north.id})
        Job = self.env["hr.job"].with_user(self.manager)
        self.assertNotIn(job, Job.search([]))
        self.sales.manager_id = self.manager_employee
        self.assertIn(job, Job.search([]))
        self.sales.manager_id = False
        self.manager_employee.department_id = self.other
        self.assertNotIn(job, Job.search([]))
        self.manager_employee.department_id = self.north
        self.assertIn(job, Job.search([]))

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ROLES, CustomerCommon

GRADE_ROLES = {"manager", "director", "marketing", "admin"}


@tagged("post_install", "-at_install")
class TestGrades(CustomerCommon):
    """Grades by hand, with a reason (REQ G-01, G-05; seed S1 三(二))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "customer_grade_at_once" in cls.company._fields:
            # with customer_grading, only where the company wants it
            (cls.company | cls.env.company).customer_grade_at_once = True
        cls.grade_a = cls.env.ref("customer_base.customer_grade_a")
        cls.grade_b = cls.env.ref("customer_base.customer_grade_b")
        cls.sales = cls.env["hr.department"].create(
            {"name": "Sales East", "company_id": cls.company.id}
        )
        cls.west = cls.env["hr.department"].create(
            {"name": "Sales West", "company_id": cls.company.id}
        )
        for user, department in (
            (cls.salesperson, cls.sales),
            (cls.users_by_role["manager"], cls.sales),
        ):
            cls.env["hr.employee"].create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": department.id,
                }
            )

    def _wizard(self, user, customers=None, **values):
        customers = customers or self.customer
        return (
            self.env["customer.grade.set"]
            .with_user(user)
            .create(
                {
                    "partner_ids": [(6, 0, customers.ids)],
                    "grade_id": self.grade_a.id,
                    "reason": "Buys every week",
                    **values,
                }
            )
        )

    def test_values_of_a_hidden_change_are_not_copied(self):
        """S-04, S-14: what is in memory already is handed out to nobody who may not read it."""
        stranger = self._make_user("grade_stranger", "salesperson")
        self._wizard(self.users_by_role["manager"]).action_apply()
        change = self.customer.customer_grade_change_ids
        change.read(["reason"])
        self.assertEqual(
            change.with_user(self.salesperson).copy_data()[0]["reason"], "Buys every week"
        )
        for method in ("copy_data", "copy"):
            with self.subTest(method), self.assertRaisesRegex(AccessError, "not open to you"):
                getattr(change.with_user(stranger), method)()

    def test_who_grades(self):
        """REQ G-01: manager, director, marketing and administrator grade, nobody else."""
        for role in ROLES:
            with self.subTest(role=role):
                self.customer.sudo()._customer_set_grade(self.env["customer.grade"], "Start again")
                user = self.users_by_role[role]
                if role in GRADE_ROLES:
                    self._wizard(user).action_apply()
                    self.assertEqual(self.customer.customer_grade_id, self.grade_a)
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to create 'Set Grade'"):
                        self._wizard(user).action_apply()
                    self.assertFalse(self.customer.customer_grade_id)

    def test_manager_grades_own_department_only(self):
        """REQ G-01: a manager does not grade another department's customers; both stay as is."""
        manager = self.users_by_role["manager"]
        other_user = new_test_user(
            self.env,
            "customer_west",
            groups="customer_base.group_customer_salesperson",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.env["hr.employee"].create(
            {
                "name": "West",
                "user_id": other_user.id,
                "company_id": self.company.id,
                "department_id": self.west.id,
            }
        )
        other = self.Partner.create(
            {
                "name": "West Customer",
                "is_company": True,
                "customer_category": "closed",
                "user_id": other_user.id,
            }
        )
        wizard = self._wizard(self.users_by_role["director"], self.customer | other)
        wizard.create_uid = manager
        with self.assertRaisesRegex(AccessError, "You may not grade West Customer"):
            wizard.with_user(manager).action_apply()
        self.assertFalse((self.customer | other).customer_grade_id)
        other.user_id = False
        self.assertFalse(other.with_user(manager)._customer_gradable())

    def test_history_and_reason(self):
        """REQ G-05: each change keeps old, new, reason and person; a blank reason is refused."""
        director = self.users_by_role["director"]
        self._wizard(director).action_apply()
        self._wizard(director, grade_id=self.grade_b.id, reason="Order fell").action_apply()
        newest, first = self.customer.customer_grade_change_ids
        self.assertEqual(newest.old_grade_id, self.grade_a)
        self.assertEqual(newest.new_grade_id, self.grade_b)
        self.assertEqual(newest.reason, "Order fell")
        self.assertEqual((newest | first).user_id, director)
        self.assertFalse(first.old_grade_id)
        self.assertIn("A → B. Order fell", self.customer.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._wizard(director, grade_id=self.grade_a.id, reason=" \n").action_apply()
        self.assertEqual(self.customer.customer_grade_id, self.grade_b)

    def test_same_grade_is_no_change(self):
        """REQ G-05: setting the grade a customer has leaves no trace."""
        director = self.users_by_role["director"]
        self._wizard(director).action_apply()
        self._wizard(director).action_apply()
        self.assertEqual(len(self.customer.customer_grade_change_ids), 1)

    def test_no_other_way_in(self):
        """REQ G-01: write, create, defaults, import, children and copies set no grade."""
        admin = self.users_by_role["admin"]
        partners = self.env["res.partner"].with_user(admin)
        customer = self.customer.with_user(admin)
        value = {"customer_grade_id": self.grade_a.id}
        with self.assertRaisesRegex(AccessError, "Set Grade"):
            customer.write(value)
        with self.assertRaisesRegex(AccessError, "Set Grade"):
            partners.create({"name": "New", "is_company": True, **value})
        with self.assertRaisesRegex(AccessError, "Set Grade"):
            partners.with_context(default_customer_grade_id=self.grade_a.id).create({"name": "N"})
        with self.assertRaisesRegex(AccessError, "Set Grade"):
            customer.write({"child_ids": [(0, 0, {"name": "Child", **value})]})
        with self.assertRaisesRegex(AccessError, "Set Grade"):
            customer.with_context(customer_approval_seal=True, customer_merging=True).write(value)
        self.env["ir.default"].with_user(admin).set(
            "res.partner", "customer_grade_id", self.grade_a.id, user_id=True
        )
        with self.assertRaisesRegex(AccessError, "Set Grade"):
            partners.create({"name": "New", "is_company": True})
        self.assertFalse(self.customer.customer_grade_id)
        change = self.env["customer.grade.change"].with_user(admin)
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Change of Grade'"):
            change.create({"partner_id": self.customer.id, "reason": "x", "user_id": admin.id})

    def test_history_is_not_changed(self):
        """REQ G-05: nobody changes or deletes a change of grade."""
        self._wizard(self.users_by_role["director"]).action_apply()
        for role in ROLES:
            change = self.customer.customer_grade_change_ids.with_user(self.users_by_role[role])
            with self.assertRaisesRegex(AccessError, "not allowed to modify 'Change of Grade'"):
                change.write({"reason": "Other"})
            with self.assertRaisesRegex(AccessError, "not allowed to delete 'Change of Grade'"):
                change.unlink()

    def test_contacts_follow(self):
        """REQ G-01: the grade is the company's, its people show the same one."""
        person = self.Partner.create({"name": "李建国", "parent_id": self.customer.id})
        self._wizard(self.users_by_role["director"], person).action_apply()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        self.assertEqual(person.customer_grade_id, self.grade_a)
        later = self.Partner.with_user(self.salesperson).create(
            {"name": "王芳", "parent_id": self.customer.id}
        )
        self.assertEqual(later.customer_grade_id, self.grade_a)
        self.assertFalse(self.customer.copy().customer_grade_id)

    def test_plain_contact_is_not_graded(self):
        """REQ G-01: a contact without customer category has no grade."""
        contact = self.Partner.create({"name": "Supplier", "is_company": True})
        with self.assertRaisesRegex(UserError, "no customer category"):
            self._wizard(self.users_by_role["director"], contact).action_apply()

    def test_grades_are_configured_by_admin_and_marketing(self):
        """REQ G-01: any number of grades; a frequency below one day is refused."""
        values = {"name": "Grade E", "code": "E", "contact_days": 126}
        for role in ROLES:
            grades = self.env["customer.grade"].with_user(self.users_by_role[role])
            if role in {"admin", "marketing"}:
                grades.create(values).unlink()
            else:
                with self.assertRaisesRegex(AccessError, "not allowed to create 'Grade'"):
                    grades.create(values)

    def test_default_grades(self):
        """Seed S1 四(二)1: A a week, B two weeks, C a month, D a quarter, in working days."""
        days = {
            self.env.ref(f"customer_base.customer_grade_{code}").contact_days for code in "abcd"
        }
        self.assertEqual(days, {5, 10, 21, 63})

    def test_merge_keeps_the_grade(self):
        """REQ B-14: merging customers keeps grade and history."""
        other = self.Partner.create(
            {"name": "Double", "is_company": True, "customer_category": "closed"}
        )
        self._wizard(self.users_by_role["director"], other).action_apply()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (other | self.customer).ids, self.customer
        )
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        self.assertEqual(len(self.customer.customer_grade_change_ids), 1)

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .things_common import Wednesday


@tagged("post_install", "-at_install")
class TestExpenseStandard(Wednesday):
    """REQ V-17, seed S4 2.2 第18条 and 五.1: standards by category and by who has the expense."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone, cls.hotel = cls.env["product.product"].create(
            [
                {"name": name, "can_be_expensed": True, "type": "service"}
                for name in ("Phone", "Hotel")
            ]
        )
        cls.employee = cls._employee(cls.salesperson)
        cls.colleague_employee = cls._employee(cls.colleague)
        cls.job = cls.env["hr.job"].create({"name": "Engineer", "company_id": cls.company.id})

    def _standard(self, amount, user=None, **values):
        return self._model("customer.expense.standard", user or self.finance).create(
            {
                "product_id": self.phone.id,
                "amount": amount,
                "unit": "month",
                "date_from": "2026-01-01",
                **values,
            }
        )

    def _expense(self, employee=None, product=None, day="2026-02-02", **values):
        return self.env["hr.expense"].create(
            {
                "name": "Expense",
                "employee_id": (employee or self.employee).id,
                "company_id": self.company.id,
                "product_id": (product or self.phone).id,
                "total_amount_currency": 10,
                "date": day,
                **values,
            }
        )

    def _for(self, *expenses, user=None):
        expenses = self.env["hr.expense"].union(*expenses)
        model = self._model("customer.expense.standard", user or self.finance)
        return model._standard_for(expenses)

    def test_the_most_specific_wins(self):
        """Person before job position before nearest department before everybody."""
        expense = self._expense()
        self.assertEqual(self._for(expense), {})
        everybody = self._standard(100)
        self.assertEqual(self._for(expense), {expense: (100, "month", everybody)})
        above = self.env["hr.department"].create(
            {"name": "All Sales", "company_id": self.company.id}
        )
        self.department.parent_id = above
        steps = [
            ({"applies_to": "department", "department_id": above.id}, 150),
            ({"applies_to": "department", "department_id": self.department.id}, 200),
            ({"applies_to": "job", "job_id": self.job.id}, 250),
            ({"applies_to": "person", "employee_id": self.employee.id}, 300),
        ]
        self.employee.job_id = self.job
        for values, amount in steps:
            standard = self._standard(amount, **values)
            self.assertEqual(self._for(expense)[expense], (amount, "month", standard))
        colleague = self._expense(self.colleague_employee)
        self.assertEqual(self._for(colleague)[colleague][0], 100)
        self.assertEqual(self._for(self._expense(product=self.hotel)), {})

    def test_the_day_of_the_expense_counts(self):
        old = self._standard(100, date_to="2026-01-31")
        new = self._standard(120, date_from="2026-02-01")
        january = self._expense(day="2026-01-31")
        february = self._expense(day="2026-02-01")
        earlier = self._expense(day="2025-12-31")
        found = self._for(january, february, earlier)
        self.assertEqual({expense: row[2] for expense, row in found.items()},
                         {january: old, february: new})  # fmt: skip

    def test_another_currency(self):
        """The limit is in the company's currency, at the rate of the expense's day."""
        dollar = self._set_dollar_rate(0.25)
        self._set_dollar_rate(0.2, "2026-02-01")
        standard = self._standard(50, currency_id=dollar.id, product_id=self.hotel.id, unit="night")
        january = self._expense(product=self.hotel, day="2026-01-10")
        february = self._expense(product=self.hotel, day="2026-02-10")
        found = self._for(january, february)
        self.assertEqual(found[january], (200, "night", standard))
        self.assertEqual(found[february], (250, "night", standard))

    def test_a_currency_without_rate_is_refused(self):
        """Odoo would take 1, and the limit would be another one."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        with self._refused(ValidationError, "no exchange rate for EUR"):
            self._standard(50, currency_id=euro.id)

    def test_companies_stay_apart(self):
        second = self._second_company()
        self._standard(100)
        there = self.env["hr.employee"].create({"name": "There", "company_id": second.id})
        expense = self._expense(there, company_id=second.id)
        self.assertEqual(self._for(expense), {})
        standard = self._model("customer.expense.standard", self.admin, second).create(
            {"product_id": self.phone.id, "amount": 30, "date_from": "2026-01-01"}
        )
        self.assertEqual(standard.currency_id.name, "USD")
        self.assertEqual(self._for(expense)[expense], (30, "once", standard))

    def test_a_batch_costs_a_constant_number_of_queries(self):
        dollar = self._set_dollar_rate(0.25)
        self._standard(100)
        self._standard(10, product_id=self.hotel.id, currency_id=dollar.id)
        expenses = self.env["hr.expense"]
        for day in range(1, 21):
            product = self.hotel if day % 2 else self.phone
            expenses |= self._expense(product=product, day=f"2026-02-{day:02}")

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._for(records)
            return self.cr.sql_log_count - before

        count(expenses)
        self.assertLessEqual(count(expenses), count(expenses[:2]) + 1)

    def test_no_two_on_one_day(self):
        self._standard(100, date_to="2026-06-30")
        with self._refused(ValidationError, "there is one from"):
            self._standard(120, date_from="2026-06-30")
        later = self._standard(120, date_from="2026-07-01")
        with self._refused(ValidationError, "there is one from"):
            later.date_from = "2026-06-01"
        self._standard(120, applies_to="job", job_id=self.job.id)
        self._standard(120, product_id=self.hotel.id)

    def test_bad_input(self):
        for values in (
            {"amount": 0},
            {"amount": -5},
            {"date_to": "2025-12-31"},
            {"applies_to": "person"},
            {"applies_to": "all", "job_id": self.job.id},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._standard(**{"amount": 5, **values})
        pump = self.env["product.product"].create({"name": "Pump", "can_be_expensed": False})
        with self._refused(ValidationError, "no expense category"):
            self._standard(5, product_id=pump.id)

    def test_who_sets_and_who_sees(self):
        """Everybody knows the table; a single person's standard is theirs and their superiors'."""
        table = self._standard(100)
        person = self._standard(200, applies_to="person", employee_id=self.colleague_employee.id)
        for user, seen, may in (
            (self.salesperson, table, False),
            (self.colleague, table | person, False),
            (self.other_manager, table | person, False),
            (self.manager, table, False),
            (self.clerk, table, False),
            (self.director, table | person, True),
            (self.finance, table | person, True),
            (self.admin, table | person, True),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self._model(table._name, user).search([]), seen)
                self.assertEqual(self._as(user, table).has_access("write"), may)
                if not may:
                    with self.assertRaisesRegex(
                        AccessError, "not allowed to create 'Expense Standard'"
                    ):
                        self._standard(5, user=user, product_id=self.hotel.id)
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Expense Standard'"):
            self._model(table._name, self.outsider).search([])

    def test_my_standards(self):
        """One for each category: the one that holds for me today."""
        everybody = self._standard(100)
        mine = self._standard(120, applies_to="department", department_id=self.department.id)
        self._standard(90, product_id=self.hotel.id, date_to="2026-03-10")
        self.assertEqual(
            self._model(mine._name, self.salesperson).search([("is_mine", "=", True)]), mine
        )
        self.assertEqual(
            self._model(mine._name, self.colleague).search([("is_mine", "=", True)]), everybody
        )
        self.assertTrue(self._as(self.salesperson, mine).is_mine)
        self.assertFalse(self._as(self.salesperson, everybody).is_mine)

    def test_the_form_works(self):
        form = Form(self._model("customer.expense.standard", self.finance))
        form.product_id = self.phone
        form.applies_to = "job"
        form.job_id = self.job
        form.amount = 80
        standard = form.save()
        with Form(standard) as form:
            form.applies_to = "all"
            self.assertFalse(form.job_id)
        self.assertIn("Phone", standard.display_name)

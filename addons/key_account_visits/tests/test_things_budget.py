from odoo.addons.key_account_visits.models.things.customer_budget_entry import BudgetSource
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger
from psycopg2 import IntegrityError

from .things_common import Wednesday


class BudgetCommon(Wednesday):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Budget = cls.env["customer.service.budget"]
        cls.meal = cls.env["product.product"].create(
            {"name": "Meal", "can_be_expensed": True, "type": "service"}
        )

    def _budget(self, user=None, **values):
        values = {"kind": "customer", "amount": 1000, **values}
        if values["kind"] == "customer":
            values.setdefault("partner_id", self.customer.id)
        return self._model("customer.service.budget", user or self.finance).create(values)

    def _given(self, value, day="2026-03-02", **values):
        gift = self._gift(user=self.admin, unit_value=value, date=day, **values)
        gift.action_record()
        return gift

    def _figures(self, budget):
        self.env.invalidate_all()
        return budget.spent, budget.committed, budget.remaining


@tagged("post_install", "-at_install")
class TestServiceBudget(BudgetCommon):
    """REQ V-14, seed S4 2.1 指标 8: 服务费用开支额 / 服务费用预算额."""

    def test_spent_and_committed(self):
        budget = self._budget()
        self.assertEqual((str(budget.date_from), str(budget.date_to)), ("2026-01-01", "2026-12-31"))
        self._given(300)
        self._given(80, day="2025-12-31")  # last year
        waiting = self._gift(unit_value=500)
        self._gift(unit_value=99)  # a draft commits to nothing
        waiting.action_submit()
        self.assertEqual(self._figures(budget), (300, 500, 200))
        self.assertEqual(budget.used_percent, 80)
        self.assertFalse(budget.is_over)
        self._given(201)
        self.assertEqual(self._figures(budget), (501, 500, -1))
        self.assertTrue(budget.is_over)
        self.assertIn(budget, self.Budget.search([("is_over", "=", True)]))
        self.assertNotIn(budget, self.Budget.search([("is_over", "=", False)]))

    def test_a_reversed_gift_frees_the_money(self):
        budget = self._budget()
        gift = self._gift(unit_value=300)
        gift.action_record()
        self.assertEqual(self._figures(budget)[0], 300)
        self._as(self.manager, gift)._reverse("Given back")
        self.assertEqual(self._figures(budget)[0], 0)

    def test_a_gift_paid_by_an_expense_is_not_counted_twice(self):
        budget = self._budget()
        self._given(300, paid_by="expense")
        self.assertEqual(self._figures(budget), (0, 0, 1000))

    def test_periods(self):
        """A quarter and a month begin on their first day, whichever day was entered."""
        quarter = self._budget(period="quarter", date_from="2026-02-14")
        month = self._budget(period="month", date_from="2026-02-28")
        self.assertEqual(
            (str(quarter.date_from), str(quarter.date_to)), ("2026-01-01", "2026-03-31")
        )
        self.assertEqual((str(month.date_from), str(month.date_to)), ("2026-02-01", "2026-02-28"))
        self._given(10, day="2026-02-28")
        self._given(20, day="2026-03-01")
        self.assertEqual(self._figures(quarter)[0], 30)
        self.assertEqual(self._figures(month)[0], 10)
        self.assertIn("2026 Q1", quarter.display_name)

    def test_each_kind_counts_its_own(self):
        """Customer, grade, department with those below, and the whole company."""
        grade = self.env["customer.grade"].search([], limit=1)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET customer_grade_id = %s WHERE id = %s",
            [grade.id, self.customer.id],
        )
        self.env.invalidate_all()
        below = self.env["hr.department"].create(
            {"name": "Below", "company_id": self.company.id, "parent_id": self.department.id}
        )
        self._given(10, department_id=self.department.id)
        self._given(5, department_id=below.id)
        self._given(
            100,
            partner_id=self.other_customer.id,
            receiver_id=self.stranger.id,
            department_id=self.west.id,
        )
        expected = {
            self._budget(): 15,
            self._budget(partner_id=self.other_customer.id): 100,
            self._budget(kind="grade", grade_id=grade.id): 15,
            self._budget(kind="department", department_id=self.department.id): 15,
            self._budget(kind="department", department_id=below.id): 5,
            self._budget(kind="company"): 115,
        }
        self.env.invalidate_all()
        self.assertEqual({budget: budget.spent for budget in expected}, expected)
        for budget, spent in expected.items():
            domain = budget.action_open_entries()["domain"]
            entries = self._model("customer.budget.entry", self.finance).search(domain)
            self.assertEqual(sum(entries.mapped("spent")), spent, budget.display_name)

    def test_other_documents_add_themselves(self):
        """The registry: a source with a category; budgets of categories count nothing else."""
        source = BudgetSource(
            "res.company",
            SQL(
                """SELECT %s AS res_id, %s AS company_id, %s AS partner_id,
                          NULL::int AS department_id, %s AS product_id, DATE '2026-03-03' AS date,
                          'Dinner'::varchar AS name, 40.5 AS spent, 9.5 AS committed""",
                self.company.id, self.company.id, self.customer.id, self.meal.id,
            ),
        )  # fmt: skip
        entry_class = type(self.env["customer.budget.entry"])
        sources = self.env["customer.budget.entry"]._budget_sources()
        self.patch(entry_class, "_budget_sources", lambda _self: [*sources, source])
        self._given(300)
        of_all = self._budget()
        of_meals = self._budget(product_ids=[(6, 0, self.meal.ids)])
        self.assertEqual(self._figures(of_all)[:2], (340.5, 9.5))
        self.assertEqual(self._figures(of_meals)[:2], (40.5, 9.5))
        self.meal.action_archive()
        self.assertEqual(self._figures(of_meals)[:2], (40.5, 9.5))
        entries = self._model("customer.budget.entry", self.finance).search(
            of_meals.action_open_entries()["domain"]
        )
        self.assertEqual(entries.name, "Dinner")
        self.assertEqual(entries.action_open_document()["res_model"], "res.company")
        self.assertEqual(len(set(self.env["customer.budget.entry"].search([]).ids)), 2)

    def test_one_query_for_a_list(self):
        budgets = self._budget(kind="company")
        for index in range(1, 13):
            budgets |= self._budget(period="month", date_from=f"2026-{index:02}-01")
        self._given(100)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("amount")
            before = self.cr.sql_log_count
            records.mapped("spent")
            return self.cr.sql_log_count - before

        self.assertLessEqual(count(budgets), count(budgets[:1]) + 1)

    def test_companies_stay_apart(self):
        """What another company gives to the same customer is its own; its figure its currency."""
        second = self._second_company()
        budget = self._budget()
        there = self._model("customer.service.budget", self.admin, second).create(
            {"kind": "company", "amount": 50}
        )
        self.assertEqual(there.currency_id.name, "USD")
        customer = self.Partner.create({"name": "Both", "is_company": True})
        gift = self._gift(
            user=self.admin, companies=second, partner_id=customer.id, unit_value=70,
            receiver_id=self._person("Ann", customer).id, company_id=second.id,
            given_by_id=self.admin.id,
        )  # fmt: skip
        gift.action_record()
        self.assertEqual(self._figures(budget)[0], 0)
        self.assertEqual(self._figures(there)[0], 70)
        self.assertTrue(there.is_over)


@tagged("post_install", "-at_install")
class TestServiceBudgetRules(BudgetCommon):
    def test_two_for_the_same_are_refused(self):
        budget = self._budget(date_from="2026-05-05")
        with self._refused(ValidationError, "a budget for the same already"):
            self._budget()
        self._budget(date_from="2027-01-01")
        self._budget(period="quarter")
        self._budget(partner_id=self.other_customer.id)
        self._budget(kind="company")
        with self._refused(ValidationError, "a budget for the same already"):
            self._budget(kind="company")
        hotel = self.env["product.product"].create(
            {"name": "Hotel", "can_be_expensed": True, "type": "service"}
        )
        self._budget(product_ids=[(6, 0, self.meal.ids)])
        self._budget(product_ids=[(6, 0, hotel.ids)])
        with self._refused(ValidationError, "Meal"):
            self._budget(product_ids=[(6, 0, (self.meal | hotel).ids)])
        with self._refused(ValidationError, "a budget for the same already"):
            self._budget(partner_id=self.other_customer.id, period="month").write(
                {"partner_id": self.customer.id, "period": "year"}
            )
        self.assertEqual(budget.amount, 1000)

    def test_merged_customers_have_one_budget(self):
        """What two customers had for the same is added up; the rest moves."""
        kept = self._budget()
        self._budget(partner_id=self.other_customer.id, amount=500)
        month = self._budget(partner_id=self.other_customer.id, period="month", amount=70)
        self._given(30, partner_id=self.other_customer.id, receiver_id=self.stranger.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.other_customer).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()
        budgets = self.Budget.search([("kind", "=", "customer")])
        self.assertEqual(budgets, kept | month)
        self.assertEqual(budgets.partner_id, self.customer)
        self.assertEqual((kept.amount, kept.spent), (1500, 30))
        self.assertIn("the customers are one now", kept.message_ids[0].body)

    def test_exactly_one_thing_and_no_negative_money(self):
        for values in (
            {"amount": -1},
            {"kind": "company", "partner_id": self.customer.id},
            {"kind": "customer", "department_id": self.department.id},
            {"kind": "customer", "partner_id": False},
            {"kind": "department"},
            {"kind": "grade"},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._budget(**values)
        with self._refused(ValidationError, "is a contact of"):
            self._budget(partner_id=self.receiver.id)

    def test_figures_are_not_written(self):
        budget = self._budget()
        with self._refused(AccessError, "filled in by the system"):
            budget.date_to = "2030-01-01"

    def test_who_sets_and_who_sees(self):
        """Finance, director, administrator set; others see own customers and departments."""
        own = self._budget()
        foreign = self._budget(partner_id=self.other_customer.id)
        department = self._budget(kind="department", department_id=self.department.id)
        company = self._budget(kind="company")
        everything = own | foreign | department | company
        for role, seen in (
            ("salesperson", own),
            ("manager", own | department),
            ("finance", everything),
            ("director", everything),
            ("general_manager", everything),
            ("admin", everything),
            ("legal", self.Budget),
            ("service", self.Budget),
        ):
            user = self.users_by_role[role]
            with self.subTest(role=role):
                self.assertEqual(self._model(self.Budget._name, user).search([]), seen)
                may = role in ("finance", "director", "admin")
                self.assertEqual(self._as(user, company).has_access("write"), may)
                if not may:
                    with self.assertRaisesRegex(
                        AccessError, "not allowed to create 'Service Budget'"
                    ):
                        self._budget(user=user, period="month", date_from="2027-07-07")
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Service Budget'"):
            self._model(self.Budget._name, self.outsider).search([])

    def test_documents_behind_a_figure_keep_their_rights(self):
        """A salesperson sees the sum of the own customer, and no document of others."""
        self._given(10)
        self._given(20, partner_id=self.other_customer.id, receiver_id=self.stranger.id)
        self.env.flush_all()
        for user, seen in (
            (self.salesperson, 10),
            (self.colleague, 20),
            (self.manager, 10),
            (self.finance, 30),
            (self.users_by_role["legal"], 0),
        ):
            entries = self._model("customer.budget.entry", user).search([])
            self.assertEqual(sum(entries.mapped("spent")), seen, user.name)

    def test_the_form_works(self):
        form = Form(self._model(self.Budget._name, self.finance))
        form.kind = "department"
        form.department_id = self.department
        form.amount = 5
        budget = form.save()
        with Form(budget) as form:
            form.kind = "company"
            self.assertFalse(form.department_id)
            form.date_from = False
            form.date_from = "2026-08-08"
            self.assertEqual(str(form.date_from), "2026-01-01")


@tagged("post_install", "-at_install")
class TestEntertainment(BudgetCommon):
    """Issue 10 "Budget", facts.md §2 (F20): 60 % of entertainment, at most 5‰ of sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meal.customer_entertainment = True
        cls.taxi = cls.env["product.product"].create(
            {"name": "Taxi", "can_be_expensed": True, "type": "service"}
        )
        cls.employee = cls._employee(cls.salesperson)

    def _expense(self, amount, product=None, day="2026-02-02", state="approved", **values):
        expense = self.env["hr.expense"].create(
            {
                "name": "Dinner",
                "employee_id": self.employee.id,
                "company_id": self.company.id,
                "product_id": (product or self.meal).id,
                "total_amount_currency": amount,
                "date": day,
                **values,
            }
        )
        if state:
            # the state as it is after a decision; how it comes about is not asked here
            self.env.flush_all()
            self.cr.execute(
                "UPDATE hr_expense SET state = %s, approval_state = %s WHERE id = %s",
                [state, "refused" if state == "refused" else "approved", expense.id],
            )
            self.env.invalidate_all()
        return expense

    def _year(self, year="2026", user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._model("customer.entertainment.year", user or self.finance).search(
            [("year", "=", year), ("company_id", "=", self.company.id)]
        )

    def test_the_smaller_line_is_deductible(self):
        self._invoice("2026-01-15", 100000)
        self._invoice("2026-02-15", 20000, kind="out_refund")
        self._invoice("2025-01-15", 999999)
        self._invoice("2026-03-01", 5000, state="draft")
        self._expense(1000)
        self._expense(200, state="paid")
        self._expense(77, product=self.taxi)
        self._expense(66, state="refused")
        self._expense(55, state=None)
        self._expense(44, day="2025-06-06")
        year = self._year()
        self.assertEqual((year.spent, year.expense_count, year.sales), (1200, 2, 80000))
        self.assertEqual((year.limit_spent, year.limit_sales), (720, 400))
        self.assertEqual((year.deductible, year.not_deductible), (400, 800))
        self.assertTrue(year.beyond_sales)
        before = self._year("2025")
        self.assertAlmostEqual(before.deductible, 26.4)
        self.assertFalse(before.beyond_sales)

    def test_without_sales_nothing_is_deductible(self):
        self._expense(100)
        self._invoice("2026-02-15", 10, kind="out_refund")
        self.assertEqual((self._year().deductible, self._year().not_deductible), (0, 100))

    def test_the_expenses_behind_it(self):
        shown = self._expense(100)
        self._expense(5, product=self.taxi)
        self._expense(6, day="2025-02-02")
        self._expense(7, state=None)
        year = self._year()
        expenses = self.env["hr.expense"].search(year.action_open_expenses()["domain"])
        self.assertEqual(expenses, shown)

    def test_cost_per_head(self):
        """Of the documents that say how many took part; others add themselves."""
        self._expense(100)
        self.assertFalse(self._year().head_count)
        heads = SQL(
            "SELECT %s AS company_id, DATE '2026-05-05' AS date, 900 AS amount, 6 AS heads",
            self.company.id,
        )
        self.patch(
            type(self.env["customer.entertainment.year"]),
            "_entertainment_head_sources",
            lambda _self: [heads],
        )
        self.assertEqual((self._year().head_count, self._year().head_cost), (6, 150))

    def test_who_sees_it(self):
        self._expense(100)
        self.env.flush_all()
        for role, may in (
            ("finance", True),
            ("director", True),
            ("general_manager", True),
            ("admin", True),
            ("salesperson", False),
            ("manager", False),
            ("clerk", False),
            ("marketing", False),
        ):
            with self.subTest(role=role):
                model = self._model("customer.entertainment.year", self.users_by_role[role])
                self.assertEqual(model.has_access("read"), may)
        second = self._second_company()
        other = self._model("customer.entertainment.year", self.admin, second)
        self.assertFalse(other.search([("company_id", "=", self.company.id)]))

    def test_only_expense_categories_are_entertainment(self):
        with self._refused(ValidationError, "no expense category"):
            self.env["product.template"].create(
                {"name": "Pump", "can_be_expensed": False, "customer_entertainment": True}
            )

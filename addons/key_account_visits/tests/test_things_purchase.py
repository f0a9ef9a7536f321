from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .things_common import Wednesday


class PlanCommon(Wednesday):
    def _plan(self, user=None, price=1000, **values):
        return self._model("customer.purchase.plan", user or self.salesperson).create(
            {
                "reason": "Fair in May",
                "line_ids": [(0, 0, {"what": "Stand", "quantity": 1, "price": price})],
                **values,
            }
        )

    def _approved(self, **values):
        plan = self._plan(**values)
        plan.action_submit()
        self._approve(plan, self.manager)
        self.assertEqual(plan.state, "approved")
        return plan

    def _buy(self, plan, cost, user=None, **values):
        """Press the button and fill in the dialog."""
        user = user or self.clerk
        context = self._as(user, plan).action_buy()["context"]
        wizard = self._model("customer.purchase.plan.buy", user).with_context(context)
        return wizard.create({"cost": cost, **values}).action_confirm()


@tagged("post_install", "-at_install")
class TestPurchasePlan(PlanCommon):
    """REQ V-18, seed S4 2.2 第17条: approved before it is bought, urgent things afterwards."""

    def test_the_whole_way(self):
        plan = self._plan(
            line_ids=[
                (0, 0, {"what": "Stand", "quantity": 2, "price": 400, "needed_by": "2026-05-02"}),
                (0, 0, {"what": "Lamp", "quantity": 1, "price": 50, "needed_by": "2026-04-30"}),
            ]
        )
        self.assertRegex(plan.name, r"^GZ\d{4}-\d{4}")
        self.assertEqual((plan.amount, str(plan.needed_by)), (850, "2026-04-30"))
        self.assertFalse(plan.can_buy)
        with self._refused(UserError, "is not approved"):
            plan.action_buy()
        plan.action_submit()
        with self._refused(UserError, "is not approved"):
            self._as(self.clerk, plan).action_buy()
        self._approve(plan, self.manager)
        self._buy(plan, 900)
        self.assertEqual(plan.state, "bought")
        self.assertEqual((plan.actual_cost, plan.bought_by_id), (900, self.clerk))
        self.assertFalse(plan.can_revise)
        with self._refused(UserError, "bought on|not possible in the state"):
            self._as(self.clerk, plan).action_buy()
        with self._refused(UserError, "done with"):
            plan.action_revise("More")
        with self._refused(UserError, "kept"):
            plan.unlink()

    def test_nobody_approves_their_own(self):
        plan = self._plan(user=self.manager)
        plan.action_submit()
        with self._refused(UserError, ""):
            plan.action_approve()
        self.assertEqual(plan.state, "submitted")

    def test_items_are_approved_as_they_are(self):
        plan = self._approved()
        with self._refused(UserError, "approved as it is"):
            plan.line_ids.price = 5
        with self._refused(UserError, "approved as it is"):
            plan.line_ids = [(0, 0, {"what": "Car", "price": 99999})]
        with self._refused(UserError, "approved as it is"):
            plan.line_ids.unlink()
        self.assertEqual(plan.amount, 1000)
        self._buy(plan, 1000)
        with self._refused(UserError, "approved as it is|stays as it is"):
            plan.reason = "Another"

    def test_an_item_of_something_that_is_no_plan(self):
        """S-10: a client may send anything as the plan; it is refused."""
        Line = self._model("customer.purchase.plan.line", self.salesperson)
        for wrong in ({}, []):
            vals = {"plan_id": wrong, "what": "Stand", "quantity": 1, "price": 1}
            with self._refused(UserError, "is no value for “Plan”"):
                Line.create(vals)

    def test_a_plan_without_items_is_not_submitted(self):
        plan = self._plan(line_ids=[])
        with self._refused(UserError, "has no items"):
            plan.action_submit()

    def test_not_more_than_approved(self):
        """Up to the company's per cent; above that it is revised and approved again."""
        self.company.customer_purchase_over_percent = 5
        plan = self._approved()
        with self._refused(UserError, "more than 5 % above the approved .*Revise"):
            self._buy(plan, 1050.01)
        self.assertEqual((plan.state, plan.bought_on), ("approved", False))
        plan.action_revise("It costs more")
        plan.line_ids.price = 1100
        plan.action_submit()
        self._approve(plan, self.manager)
        self._buy(plan, 1155)
        self.assertEqual(plan.state, "bought")

    def test_urgent_things_are_approved_afterwards(self):
        plan = self._plan(is_urgent=True)
        self._buy(plan, 1000, user=self.salesperson)
        self.assertEqual((plan.state, str(plan.bought_on)), ("draft", "2026-03-11"))
        self.assertEqual(str(plan.submit_until), "2026-03-16")  # three working days
        with self._refused(UserError, "bought on"):
            plan.action_buy()
        with self._refused(UserError, "stays marked as urgent"):
            plan.is_urgent = False
        with self._refused(UserError, "kept"):
            plan.unlink()
        plan.action_submit()
        self._approve(plan, self.manager)
        self.assertEqual(plan.state, "bought")

    def test_what_was_paid_is_what_is_approved(self):
        """The approver sees the sum that was paid, not the one once guessed."""
        plan = self._plan(is_urgent=True)
        self._buy(plan, 5000, user=self.salesperson)
        with self._refused(UserError, "Enter the prices that were paid"):
            plan.action_submit()
        plan.line_ids.price = 5000
        plan.action_submit()
        self.assertEqual(plan.state, "submitted")

    def test_owed_approval_is_seen(self):
        """After N working days without submission, or rejected."""
        plan = self._plan(is_urgent=True)
        self._buy(plan, 1000, user=self.salesperson)
        Plan = self.env["customer.purchase.plan"]
        owed = [("is_owed", "=", True)]
        self.assertFalse(plan.is_owed)
        with freeze_time("2026-03-17 01:00:00"):
            self.env.invalidate_all()
            self.assertTrue(plan.is_owed)
            self.assertIn(plan, Plan.search(owed))
            plan.action_submit()
            self.env.flush_all()
            self.assertFalse(plan.is_owed)
            self._as(self.manager, plan).action_reject("Not needed")
            self.assertTrue(plan.is_owed)
            self.assertIn(plan, Plan.search(owed))

    def test_days_off_move_the_day(self):
        plan = self._plan(is_urgent=True)
        self._buy(plan, 1000, user=self.salesperson)
        self.company.customer_purchase_late_days = 5
        Plan = self.env["customer.purchase.plan"]
        self.assertIn(
            ("customer.purchase.plan", "_workday_redate"),
            self.env["res.company"]._workday_redate_hooks(),
        )
        Plan.sudo()._workday_redate(self.company, [2026])
        self.assertEqual(str(plan.submit_until), "2026-03-18")

    def test_ordinary_things_do_not_become_urgent_by_rejection(self):
        plan = self._plan(is_urgent=True)
        plan.action_submit()
        self._as(self.manager, plan).action_reject("Not needed")
        with self._refused(UserError, "rejected and is not bought"):
            plan.action_buy()

    def test_who_buys(self):
        """Each role: the applicant, the clerk and superiors; nobody else."""
        for user, may in (
            (self.salesperson, True),
            (self.clerk, True),
            (self.manager, True),
            (self.director, True),
            (self.admin, True),
            (self.colleague, False),
            (self.other_manager, False),
            (self.finance, False),
            (self.users_by_role["marketing"], False),
        ):
            plan = self._approved()
            with self.subTest(user=user.name):
                if may:
                    self._buy(plan, 100, user=user)
                    self.assertEqual(plan.bought_by_id, user)
                    continue
                with self._refused(UserError, ""):
                    self._as(user, plan)._buy(plan.date, 100)
                self.assertEqual(plan.state, "approved")

    def test_steps_are_no_calls_from_outside(self):
        plan = self._approved()
        for name in ("_buy", "_check_cost", "_workday_redate"):
            with self.assertRaisesRegex(AccessError, "Private methods"):
                get_public_method(plan, name)
        for values in ({"bought_on": "2026-03-01"}, {"actual_cost": 1}, {"name": "X"}):
            with self._refused(AccessError, "filled in by the system"):
                plan.write(values)
            with self._refused(AccessError, "filled in by the system"):
                self._plan(**values)
        with self._refused(UserError, "moves by its buttons"):
            plan.write({"state": "bought"})

    def test_bad_input(self):
        plan = self._approved()
        with self._refused(UserError, "must not be negative"):
            self._buy(plan, -1)
        with self._refused(UserError, "yet to come"):
            self._buy(plan, 1, day="2026-03-12")
        self.assertEqual(plan.state, "approved")
        for line in ({"quantity": 0}, {"quantity": -1}, {"price": -5}):
            with (
                self.subTest(line=line),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._plan(line_ids=[(0, 0, {"what": "X", "price": 1, **line})])
        for name, value in (
            ("customer_gift_limit", -1),
            ("customer_purchase_late_days", 0),
            ("customer_purchase_over_percent", -1),
        ):
            with (
                self.subTest(name=name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.company[name] = value
                self.env.flush_all()

    def test_who_sees(self):
        plan = self._plan()
        for user, reads, writes in (
            (self.salesperson, True, True),
            (self.manager, True, True),
            (self.clerk, True, True),
            (self.director, True, True),
            (self.finance, True, False),
            (self.colleague, False, False),
            (self.other_manager, False, False),
            (self.outsider, False, False),
        ):
            with self.subTest(user=user.name):
                for record in (plan, plan.line_ids):
                    self.assertEqual(self._as(user, record).has_access("read"), reads)
                    self.assertEqual(self._as(user, record).has_access("write"), writes)
        with self._refused(AccessError, "in your own name"):
            self._plan(applicant_id=self.colleague.id)
        with self._refused(AccessError, "in your own name"):
            plan.applicant_id = self.colleague
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Purchase Plan'"):
            self._plan(user=self.outsider)
        with self.assertRaisesRegex(AccessError, "may not enter this: Item of a Purchase Plan"):
            self._model("customer.purchase.plan.line", self.colleague).create(
                {"plan_id": plan.id, "what": "Car", "price": 1}
            )

    def test_companies_stay_apart(self):
        """Currency and allowed rest are the plan's company's."""
        second = self._second_company()
        plan = self._model("customer.purchase.plan", self.salesperson, second).create(
            {"reason": "There", "line_ids": [(0, 0, {"what": "Lamp", "price": 10})]}
        )
        self.assertEqual(plan.currency_id.name, "USD")
        self.assertFalse(self._as(self.salesperson, plan).has_access("read"))

    def test_the_form_works(self):
        form = Form(self._model("customer.purchase.plan", self.salesperson))
        form.reason = "Fair"
        with form.line_ids.new() as line:
            line.what = "Stand"
            line.quantity = 3
            line.price = 100
        plan = form.save()
        self.assertEqual(plan.amount, 300)
        self.assertEqual(plan.department_id, self.department)

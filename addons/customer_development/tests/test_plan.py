from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import DevelopmentCase


class PlanCase(DevelopmentCase):
    """Plans of the running year; people besides the role that writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls._make_user("dev_marketing", "marketing")
        cls.today = cls.env.company._workday_today()
        cls.year = cls.today.year
        cls.hebei = cls.env.ref("base.state_cn_HE")
        cls.liaoning = cls.env.ref("base.state_cn_LN")
        cls.mining = cls.env["res.partner.industry"].create({"name": "Mining of the Test"})

    def _plan(self, user=None, lines=None, **values):
        return (
            self.env["customer.development.plan"]
            .with_user(user or self.marketing)
            .create(
                {
                    "year": self.year,
                    "direction": "Quarries within 300 km",
                    "target_customers": 10,
                    "target_sales": 5000000,
                    "line_ids": [
                        (0, 0, vals)
                        for vals in lines or [{"user_id": self.li.id, "target_customers": 4}]
                    ],
                    **values,
                }
            )
        )

    def _approved(self, plan):
        self.env.flush_all()
        plan.action_submit()
        plan.with_user(self.director).action_approve()
        plan.with_user(self.boss).action_approve()
        self.assertEqual(plan.state, "approved")
        return plan


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    def test_director_and_general_manager_approve(self):
        """REQ D-01: the marketing director, then the general manager; nobody else."""
        plan = self._plan()
        plan.action_submit()
        with self.assertRaisesRegex(UserError, "not your turn|waiting"):
            plan.with_user(self.boss).action_approve()
        plan.with_user(self.director).action_approve()
        self.assertEqual(plan.state, "submitted")
        plan.with_user(self.boss).action_approve()
        self.assertEqual(plan.state, "approved")
        self.assertEqual(plan.approved_customers, 10)
        self.assertEqual(plan.line_ids.approved_customers, 4)
        self.assertTrue(plan.name.startswith("NJ"))

    def test_approved_targets_are_changed_by_a_new_approval_only(self):
        """REQ D-01: a change is approved again, and what was approved before stays."""
        plan = self._approved(self._plan())
        with self.assertRaisesRegex(UserError, "Choose Revise"):
            plan.target_customers = 3
        with self.assertRaisesRegex(UserError, "Choose Revise"):
            plan.line_ids.target_customers = 1
        plan.action_revise("The market is smaller")
        plan.target_customers = 6
        plan.line_ids.target_customers = 2
        self.assertEqual(plan.approved_customers, 10)
        self.env.flush_all()
        plan.action_submit()
        self.assertIn("10 → 6", plan.with_user(self.director).approval_changes)
        plan.with_user(self.director).action_approve()
        plan.with_user(self.boss).action_approve()
        self.assertEqual((plan.previous_customers, plan.approved_customers), (10, 6))
        line = plan.line_ids
        self.assertEqual((line.previous_customers, line.approved_customers), (4, 2))
        self.assertEqual(plan.changed_on, self.today)

    def test_rejected_change_leaves_the_old_figure(self):
        """REQ D-01: while a change is not approved, the approved figure is the one in force."""
        plan = self._approved(self._plan())
        plan.action_revise("More people")
        plan.target_customers = 20
        self.env.flush_all()
        plan.action_submit()
        plan.with_user(self.director).action_reject("Not this year")
        self.assertEqual(plan.approved_customers, 10)
        self.assertFalse(plan.changed_on)

    def test_year_that_is_over(self):
        """REQ D-01: nothing is planned, submitted or changed for a year that is over."""
        with (
            self.assertRaisesRegex(ValidationError, f"{self.year - 1} is over"),
            self.env.cr.savepoint(),
        ):
            self._plan(year=self.year - 1)
        plan, approved = self._plan(), self._approved(self._plan(scope_department_id=self.east.id))
        with freeze_time(f"{self.year + 1}-01-15 04:00:00"):
            (plan | approved).invalidate_recordset()
            with self.assertRaisesRegex(ValidationError, f"{self.year} is over"):
                plan.action_submit()
            self.assertFalse(approved.can_revise)
            with self.assertRaisesRegex(UserError, "its year is over"):
                approved.action_revise("Late")
        self.assertEqual((plan.state, approved.state), ("draft", "approved"))

    def test_one_plan_for_a_year_and_a_scope(self):
        """REQ D-01: plans for the same scope do not overlap; department and company do."""
        self._plan()
        with self.assertRaisesRegex(ValidationError, "choose Revise"), self.env.cr.savepoint():
            self._plan()
        self._plan(scope_department_id=self.east.id)
        with self.assertRaisesRegex(ValidationError, "Sales East already"), self.env.cr.savepoint():
            self._plan(scope_department_id=self.east.id)
        self.assertTrue(self._plan(year=self.year + 1))

    def test_plans_are_not_moved_onto_each_other(self):
        """REQ D-01: neither by another scope or year, nor by a copy; the plan stays as it was."""
        whole, east = self._plan(), self._plan(scope_department_id=self.east.id)
        following = self._plan(year=self.year + 1)
        for attempt, scope in (
            (lambda: east.write({"scope_department_id": False}), self.env.company.name),
            (lambda: following.write({"year": self.year}), self.env.company.name),
            (lambda: east.copy(), "Sales East"),
        ):
            with (
                self.assertRaisesRegex(ValidationError, f"{self.year} for {scope} already"),
                self.env.cr.savepoint(),
            ):
                attempt()
        self.env.invalidate_all()
        self.assertEqual((east.scope_department_id, following.year), (self.east, self.year + 1))
        with (
            self.assertRaisesRegex(ValidationError, f"{self.year - 1} is over"),
            self.env.cr.savepoint(),
        ):
            whole.year = self.year - 1
        self.env.invalidate_all()
        self.assertEqual(whole.year, self.year)

    def test_target_loses_nobody_it_is_for(self):
        """REQ D-01: taking person or region away leaves no target for nobody, nor one twice."""
        plan = self._plan(
            lines=[
                {"user_id": self.li.id, "target_customers": 3},
                {"state_id": self.hebei.id, "target_customers": 3},
            ]
        )
        own, region = plan.line_ids
        for attempt, pattern in (
            (lambda: own.write({"user_id": False}), "Choose a salesperson, a region"),
            (lambda: region.write({"user_id": self.li.id, "state_id": False}), "twice"),
            (lambda: plan.write({"line_ids": [(1, own.id, {"user_id": False})]}), "Choose a sales"),
        ):
            with self.assertRaisesRegex(ValidationError, pattern), self.env.cr.savepoint():
                attempt()
        self.env.invalidate_all()
        self.assertEqual((own.user_id, region.state_id), (self.li, self.hebei))

    def test_target_says_for_whom(self):
        """REQ D-01: a target without person, region or kind of customers is refused."""
        with (
            self.assertRaisesRegex(ValidationError, "Choose a salesperson, a region"),
            self.env.cr.savepoint(),
        ):
            self._plan(lines=[{"target_customers": 3}])
        with self.assertRaisesRegex(ValidationError, "twice"), self.env.cr.savepoint():
            self._plan(lines=[{"user_id": self.li.id, "target_customers": 3},
                              {"user_id": self.li.id, "target_sales": 3}])  # fmt: skip
        self.assertFalse(self.env["customer.development.plan"].search([("year", "=", self.year)]))

    def test_incomplete_plan_is_not_submitted(self):
        """REQ D-01: without direction, figures or targets there is nothing to approve."""
        plan = self._plan(direction=False)
        with self.assertRaisesRegex(UserError, "enter the main direction"):
            plan.action_submit()
        plan.write({"direction": "Ports", "target_sales": 0})
        with self.assertRaisesRegex(UserError, "how many new customers"):
            plan.action_submit()
        plan.write({"target_sales": 1, "line_ids": [(5, 0, 0)]})
        with self.assertRaisesRegex(UserError, "add targets"):
            plan.action_submit()
        self.assertEqual(plan.state, "draft")

    def test_results_are_nobodys_to_type(self):
        """REQ D-01: approved and earlier figures are the system's, whatever a client sends."""
        plan = self._plan()
        for name in ("approved_customers", "previous_customers", "approved_sales"):
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                plan[name] = 3
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                plan.line_ids[name] = 3
        self.assertEqual(plan.approved_customers, 0)

    def test_who_sees_and_writes_plans(self):
        """REQ D-01, B-09: salespeople see their own target, managers plan their departments."""
        plan = self._plan(lines=[{"user_id": self.li.id, "target_customers": 3},
                                 {"user_id": self.zhao.id, "target_customers": 3}])  # fmt: skip
        self.env.invalidate_all()
        mine = plan.with_user(self.li)
        self.assertEqual(mine.line_ids.user_id, self.li)
        self.assertFalse(plan.with_user(self.wang).search([("id", "=", plan.id)]))
        with self.assertRaisesRegex(AccessError, "not allowed to modify|write"):
            mine.target_customers = 1
        with self.assertRaisesRegex(AccessError, "not allowed to create"), self.env.cr.savepoint():
            self._plan(self.li)
        with self.assertRaisesRegex(AccessError, "Year Plan|not allowed"), self.env.cr.savepoint():
            self._plan(self.ma, year=self.year + 1)
        self.assertTrue(self._plan(self.ma, scope_department_id=self.east.id))
        self.assertEqual(plan.target_customers, 10)

    def test_form_of_the_marketing_head(self):
        """REQ D-01: the form is filled in as the role does it."""
        with Form(self.env["customer.development.plan"].with_user(self.director)) as form:
            form.direction = "Ports"
            form.target_customers = 2
            form.target_sales = 10000
            with form.line_ids.new() as line:
                line.state_id = self.hebei
                line.target_customers = 2
        self.assertEqual(form.record.year, self.year)
        self.assertEqual(form.record.line_ids.display_name, self.hebei.name)

    def test_plan_prints(self):
        """REQ D-01: the plan on paper, with targets and who approved it."""
        plan = self._approved(self._plan(measures="Two fairs a year"))
        html = (
            self.env["ir.actions.report"]
            .with_user(self.director)
            ._render_qweb_html("customer_development.report_plan", plan.ids)[0]
            .decode()
        )
        told = ("Quarries within 300 km", "What We Do for It", "Two fairs a year")
        for text in (plan.name, *told, "dev_li", "dev_boss"):
            self.assertIn(text, html)

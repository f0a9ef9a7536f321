from odoo.addons.customer_base.tests.common import make_users
from odoo.tests import TransactionCase, new_test_user

GROUP = "customer_base.group_customer_"


class DevelopmentCase(TransactionCase):
    """A sales department with its manager, a second one beside it, and one user for each role.

    Sales East: manager (Ma), salespeople Li and Wang    Sales West: manager (Mo), Zhao
    """

    @classmethod
    def _leave(cls, user):
        """Archive a user who holds something still, in a company that asks for no hand-over."""
        companies = cls.env["res.company"].search([])
        if "handover_gate" in companies._fields:
            companies.handover_gate = False
        user.active = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.east = cls.env["hr.department"].create({"name": "Sales East"})
        cls.west = cls.env["hr.department"].create({"name": "Sales West"})
        cls._make_people()
        cls.east.manager_id = cls.ma.employee_id
        cls.west.manager_id = cls.mo.employee_id
        cls.source = cls.env.ref("customer_development.customer_development_source_exhibition")
        cls.partner = cls._make_customer("Longshan Mining Machinery")
        cls.stages = cls.env["customer.development.stage"].search([])

    @classmethod
    def _make_people(cls):
        people = {
            "ma": ("manager", cls.east),
            "li": ("salesperson", cls.east),
            "wang": ("salesperson", cls.east),
            "mo": ("manager", cls.west),
            "zhao": ("salesperson", cls.west),
            "director": ("director", None),
            "boss": ("general_manager", None),
            "clerk": ("clerk", None),
            "finance": ("finance", None),
            "service": ("service", None),
            "admin": ("admin", None),
        }
        users = make_users(
            cls.env,
            {
                f"dev_{name}": (f"{GROUP}{role}", f"dev_{name}")
                for name, (role, _at) in people.items()
            }
            | {"dev_technician": ("base.group_user", "dev_technician")},
        )
        cls.technician = users["dev_technician"]
        for name in people:
            setattr(cls, name, users[f"dev_{name}"])
        cls.env["hr.employee"].create(
            [
                {
                    "name": f"dev_{name}",
                    "user_id": users[f"dev_{name}"].id,
                    "department_id": department and department.id,
                }
                for name, (_role, department) in people.items()
            ]
        )

    @classmethod
    def _make_user(cls, login, role, department=None):
        user = new_test_user(cls.env, login, groups=f"{GROUP}{role}")
        employee = cls.env["hr.employee"].create({"name": login, "user_id": user.id})
        if department:
            employee.department_id = department
        return user

    @classmethod
    def _make_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "customer_category": "potential", **values}
        )

    def _register(self, user=None, partner=None, **values):
        """Return a registered development, as its user sees it."""
        user = user or self.li
        return (
            self.env["customer.development"]
            .with_user(user)
            .create(
                {
                    "partner_id": (partner or self.partner).id,
                    "source_id": self.source.id,
                    **values,
                }
            )
        )

    def _survey(self, development, score="4"):
        """Survey and conclude with develop."""
        survey = self.env["customer.development.survey"].with_user(development.env.user)
        survey = survey.create({"development_id": development.id})
        survey.score_ids.write({"score": score})
        survey.action_develop()
        return survey

    def _apply(self, development, **values):
        """Survey the prospect and fill in the application; it is not submitted yet."""
        self._survey(development)
        development.write(
            {
                "expected_sales": 800000,
                "expected_profit": 120000,
                "cost_staff": 30000,
                "cost_travel": 20000,
                "cost_risk": 5000,
                "cost_development": 3000,
                "cost_management": 2000,
                "development_method": "visit",
                "advantage_cost": "One fifth less energy",
                "factor_technology": "Known drive technology",
                **values,
            }
        )
        return development

    def _approve(self, development, *users):
        # a button of its own, after what came before was saved
        self.env.flush_all()
        development.action_submit()
        for user in users or (self.ma, self.boss):
            development.with_user(user).action_approve()
        self.assertEqual(development.state, "approved")
        return development

    def _start(self, development):
        development.task_ids.filtered(lambda t: t.phase == "preparation").write(
            {"findings": "Known", "is_done": True}
        )
        development.action_start()
        self.assertEqual(development.state, "in_progress")
        return development

    def _working(self, user=None, partner=None, **values):
        """Return a development in progress."""
        development = self._apply(self._register(user, partner), **values)
        return self._start(self._approve(development))

    def _record(self, development, judgement="go", user=None, **values):
        return (
            self.env["customer.development.stage.record"]
            .with_user(user or development.env.user)
            .create(
                {
                    "development_id": development.id,
                    "stage_id": development.stage_id.id,
                    "summary": "Talked with the head of purchasing",
                    "judgement": judgement,
                    **values,
                }
            )
        )

    def _quotation(self, development, user=None):
        action = development.with_user(user or development.env.user).action_new_quotation()
        product = self.env["product.product"].create({"name": "Loader", "list_price": 1000})
        return (
            self.env["sale.order"]
            .with_user(user or development.env.user)
            .with_context(action["context"])
            .create({"order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})]})
        )

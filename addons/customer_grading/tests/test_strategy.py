from odoo.addons.customer_key_account.tests.key_common import KeyCommon
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError


class StrategyCommon(KeyCommon):
    """One strategy for potential customers, and a company that gives out its tasks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Strategy = cls.env["customer.strategy"]
        cls.Strategy.search([]).write({"active": False})
        cls.env["workday.exception"].search(
            [("date", ">=", "2026-06-01"), ("date", "<=", "2026-12-31")]
        ).unlink()
        cls.grade = cls.env["customer.grade"].create(
            {"name": "First", "code": "TA", "sequence": 1, "contact_days": 5}
        )
        cls.strategy = cls._strategy("By category", customer_category="potential")
        (cls.customer | cls.other_customer).sudo().customer_managed_on = "2026-06-30"
        cls._sync()
        cls.company.customer_strategy_tasks = True

    @classmethod
    def _strategy(cls, name, **values):
        return cls.Strategy.create({"name": name, "text": f"{name}: do", **values})

    @classmethod
    def _task(cls, name="Call", strategy=None, **values):
        return cls.env["customer.strategy.task"].create(
            {"strategy_id": (strategy or cls.strategy).id, "name": name, "days": 5, **values}
        )

    @classmethod
    def _sync(cls):
        cls.env["customer.interaction.state"]._refresh(
            cls.Partner.search([("customer_category", "!=", False)]).ids
        )

    def _run_cron(self, day="2026-07-01"):
        with self._day(day), self.enter_registry_test_mode():
            self.env.ref("customer_grading.ir_cron_strategy").method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self, partner=None):
        """Open tasks of a customer as (summary, user, due day)."""
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", (partner or self.customer).id),
                ("automated", "=", True),
            ],
            order="id",
        )
        return [(row.summary, row.user_id, str(row.date_deadline)) for row in activities]


@tagged("post_install", "-at_install")
class TestStrategy(StrategyCommon):
    """Strategies by category, grade and importance, with their tasks (REQ G-09, S1 三(三))."""

    def _picked(self, partner=None):
        """The strategy on the form, which must be the one that the nightly job takes."""
        partner = partner or self.customer
        partner.invalidate_recordset()
        self._sync()
        shown = partner.customer_strategy_id
        Progress = self.env["customer.strategy.progress"]
        task = self._task("Probe", strategy=shown) if shown else None
        Progress._advance(self.company, partner.ids, Progress._people(self.company))
        rows = Progress.search([("partner_id", "=", partner.id)])
        if shown:
            self.assertEqual(rows.task_id, task)
            task.unlink()
        else:
            self.assertFalse(rows)
        return shown

    # ------------------------------------------------------------------
    # Which one holds
    # ------------------------------------------------------------------
    def test_most_specific(self):
        """REQ G-09: importance before grade, grade before category; form and job agree."""
        self.assertEqual(self._picked(), self.strategy)
        everybody = self._strategy("Everybody")
        self.assertEqual(self._picked(), self.strategy)
        graded = self._strategy("By grade", customer_grade_id=self.grade.id)
        self.assertEqual(self._picked(), self.strategy, "not of that grade")
        self.customer._customer_set_grade(self.grade, "Buys much")
        self.assertEqual(self._picked(), graded)
        both = self._strategy(
            "Both", customer_grade_id=self.grade.id, customer_category="potential"
        )
        self.assertEqual(self._picked(), both)
        important = self._strategy("Important", for_key_account=True)
        self.assertEqual(self._picked(), both, "not important")
        self.customer.is_key_account = True
        self.assertEqual(self._picked(), important)
        special = self._strategy(
            "Important potential", for_key_account=True, customer_category="potential"
        )
        self.assertEqual(self._picked(), special)
        self.customer.sudo().customer_category = "closed"
        self.assertEqual(self._picked(), important)
        (graded | both | important | special | self.strategy).active = False
        self.assertEqual(self._picked(), everybody)
        everybody.active = False
        self.assertFalse(self._picked())

    def test_company_and_order(self):
        """REQ G-09: among equals the company's own, then the first in the list."""
        second = self._strategy("Second", customer_category="potential", sequence=5)
        self.assertEqual(self._picked(), second)
        own = self._strategy(
            "Own", customer_category="potential", sequence=50, company_id=self.company.id
        )
        self.assertEqual(self._picked(), own)
        self._strategy(
            "Foreign", customer_category="potential", sequence=1, company_id=self.second.id
        )
        self.assertEqual(self._picked(), own)

    def test_shown(self):
        """REQ G-09: everybody who may see the customer sees strategy and tasks, contacts none."""
        task = self._task()
        mine = self._as(self.salesperson, self.customer)
        self.assertEqual(mine.customer_strategy_text, "By category: do")
        self.assertEqual(mine.customer_strategy_task_ids, task)
        plain = self.Partner.create({"name": "Plain contact"})
        self.assertFalse(plain.customer_strategy_id)

    def test_shown_by_one_search(self):
        """REQ G-09: a list of customers costs one search of the strategies."""
        many = self.Partner.create(
            [{"name": f"C{n}", "customer_category": "potential"} for n in range(20)]
        )
        self.env.flush_all()
        many.fetch(["customer_category", "customer_grade_id", "is_key_account"])
        self.Strategy.invalidate_model()
        many.invalidate_recordset(["customer_strategy_id"], flush=False)
        many.fetch(["commercial_partner_id"])
        with self.assertQueryCount(4):
            many.mapped("customer_strategy_id")

    # ------------------------------------------------------------------
    # Tasks
    # ------------------------------------------------------------------
    def test_off_by_default(self):
        """REQ G-09: tasks are given out only where the company switched it on."""
        self.assertFalse(self.second.customer_strategy_tasks)
        self._task()
        self.company.customer_strategy_tasks = False
        self._run_cron()
        self.assertEqual(self._activities(), [])

    def test_periodic(self):
        """REQ G-09: once per period; none more while one is open."""
        self._task()
        self._run_cron("2026-07-01")  # a Wednesday; 5 working days on: Wednesday 8 July
        expected = [("Call", self.salesperson, "2026-07-08")]
        self.assertEqual(self._activities(), expected)
        self._run_cron("2026-07-02")
        self.assertEqual(self._activities(), expected)
        self._run_cron("2026-07-20")
        self.assertEqual(self._activities(), expected, "still open")
        self.env["mail.activity"].search(
            [("res_id", "=", self.customer.id), ("res_model", "=", "res.partner")]
        ).action_feedback()
        self.assertEqual(self._activities(), [])
        self._run_cron("2026-07-21")
        self.assertEqual(self._activities(), [("Call", self.salesperson, "2026-07-28")])

    def test_done_early(self):
        """REQ G-09: a task done early comes again only when its period is over."""
        self._task()
        self._run_cron("2026-07-01")
        self.env["mail.activity"].search(
            [("res_id", "=", self.customer.id), ("res_model", "=", "res.partner")]
        ).action_feedback()
        self._run_cron("2026-07-07")
        self.assertEqual(self._activities(), [])
        self._run_cron("2026-07-08")
        self.assertEqual(self._activities(), [("Call", self.salesperson, "2026-07-15")])

    def test_once(self):
        """REQ G-09: a single task is due some working days after the contact became a customer."""
        self._task("Plan", repeat="once", days=3)
        self._task("Old", repeat="once", days=1)
        self.customer.sudo().customer_managed_on = "2026-07-03"  # a Friday
        self._run_cron("2026-07-07")
        self.assertEqual(
            self._activities(),
            [
                ("Plan", self.salesperson, "2026-07-08"),
                # 6 July is past
                ("Old", self.salesperson, "2026-07-07"),
            ],
        )
        self.env["mail.activity"].search(
            [("res_id", "=", self.customer.id), ("res_model", "=", "res.partner")]
        ).action_feedback()
        self._run_cron("2026-12-01")
        self.assertEqual(self._activities(), [])

    def test_assigned_to(self):
        """REQ G-09: owner, manager, team member or a certain person; the owner without one."""
        role = self.env["customer.access.role"].create({"name": "Engineer"})
        self._task("Owner")
        self._task("Manager", assign="manager")
        self._task("Role", assign="role", role_id=role.id)
        self._task("Person", assign="user", user_id=self.marketing.id)
        clerk = self.users_by_role["clerk"]
        self.customer._customer_access_add(clerk, "team", role=role)
        self._sync()
        self._run_cron()
        self.assertEqual(
            [(summary, user) for summary, user, _day in self._activities()],
            [
                ("Owner", self.salesperson),
                ("Manager", self.manager),
                ("Role", clerk),
                ("Person", self.marketing),
            ],
        )
        # nobody on the team there
        others = {row[0]: row[1] for row in self._activities(self.other_customer)}
        self.assertEqual(others["Role"], self.colleague)

    def test_without_owner(self):
        """REQ G-09: a customer nobody is responsible for, or an archived one, gets none."""
        self._task()
        self.customer._customer_set_owner(self.env["res.users"], reason="Left")
        self.other_customer.active = False
        self._sync()
        self._run_cron()
        self.assertEqual(self._activities(), [])
        self.assertEqual(self._activities(self.other_customer), [])

    def test_strategy_changes(self):
        """REQ G-09: open tasks of a strategy that holds no more are withdrawn, others stay."""
        self._task("Introduce")
        closed = self._strategy("Closed", customer_category="closed")
        self._task("Return visit", strategy=closed)
        self._run_cron("2026-07-01")
        by_hand = self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.salesperson.id,
            summary="By hand",
            automated=False,
        )
        self.customer.sudo().customer_category = "closed"
        self._run_cron("2026-07-02")
        self.assertEqual(self._activities(), [("Return visit", self.salesperson, "2026-07-09")])
        self.assertTrue(by_hand.exists())

    def test_in_the_users_language(self):
        """REQ G-09: the activity speaks the language of the person."""
        task = self._task("Call")
        self.env["res.lang"]._activate_lang("zh_CN")
        task.with_context(lang="zh_CN").name = "电话联系"
        self.salesperson.lang = "zh_CN"
        self._run_cron()
        self.assertEqual(self._activities()[0][0], "电话联系")
        self.assertEqual(self._activities(self.other_customer)[0][0], "Call")

    def test_merge(self):
        """REQ G-09: merged customers keep one task of a kind."""
        self._task()
        self._run_cron()
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (self.customer | self.other_customer).ids, self.customer
        )
        self._run_cron("2026-07-02")
        self.assertEqual(self._activities(), [("Call", self.salesperson, "2026-07-08")])

    # ------------------------------------------------------------------
    # Rights and bad input
    # ------------------------------------------------------------------
    def test_who_keeps_strategies(self):
        """REQ G-09: marketing and administrators keep strategies; every role reads them."""
        task = self._task()
        for role, user in self.users_by_role.items():
            with self.subTest(role=role):
                strategy = self._as(user, self.strategy)
                self.assertEqual(strategy.text, "By category: do")
                if role in ("marketing", "admin"):
                    strategy.write({"sequence": 3})
                    self._as(user, task).write({"days": 6})
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                        strategy.write({"sequence": 3})
                    with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                        self._as(user, task).write({"days": 6})
                with self.assertRaisesRegex(AccessError, "not allowed to create"):
                    self._as(user, self.env["customer.strategy.progress"]).create({})

    def test_bad_input(self):
        """REQ G-09: a task without role, person or days is refused by name."""
        with self.assertRaisesRegex(ValidationError, "Call: choose the role"):
            self._task(assign="role")
        with self.assertRaisesRegex(ValidationError, "Call: choose a colleague"):
            self._task(assign="user")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._task(days=0)

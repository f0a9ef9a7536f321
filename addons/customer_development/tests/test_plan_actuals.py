from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .test_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanActuals(PlanCase):
    """REQ D-01: the results of a plan, against what one counts by hand from the same documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.env["account.account"].create(
            {"name": "Sales", "code": "X600", "account_type": "income"}
        )
        cls.receivable = cls.env["account.account"].create(
            {
                "name": "Receivable",
                "code": "X110",
                "account_type": "asset_receivable",
                "reconcile": True,
            }
        )
        cls.journal = cls.env["account.journal"].create(
            {"name": "Sales of the Test", "code": "XPLAN", "type": "sale"}
        )

    def _won(self, user, state="signed", signed_on=None, partner=None, **values):
        """Return the customer of a development that has come to this state."""
        partner = partner or self._make_customer(f"Won {user.login} {state} {signed_on}", **values)
        development = self._register(user, partner, level=values.get("level", "ordinary"))
        # sudo: what the steps of the development write, see test_path
        development.sudo()._approval_set_state(state)
        development.sudo().signed_on = signed_on or self.today
        return partner

    def _invoice(self, partner, amount, day=None, kind="out_invoice", post=True):
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": day or self.today,
                "journal_id": self.journal.id,
                "line_ids": [],
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Machine",
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [],
                            "account_id": self.income.id,
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def _count(self, plan, developments, wanted):
        """Count by hand: every document is looked at, one after the other."""
        customers, sales = set(), 0.0
        for development in developments:
            in_year = development.signed_on and development.signed_on.year == plan.year
            won = development.state in ("signed", "admitted", "done")
            if (
                in_year
                and won
                and development.company_id == plan.company_id
                and wanted(development)
            ):
                customers.add(development.commercial_partner_id)
        for move in self.env["account.move"].search([("state", "=", "posted")]):
            if (
                move.commercial_partner_id in customers
                and move.company_id == plan.company_id
                and move.invoice_date.year == plan.year
                and move.move_type in ("out_invoice", "out_refund")
            ):
                sign = -1 if move.move_type == "out_refund" else 1
                sales += sign * sum(move.invoice_line_ids.mapped("price_subtotal"))
        return len(customers), sales

    def _world(self):
        last_day, next_year = date(self.year, 12, 31), date(self.year + 1, 1, 1)
        first = self._won(self.li, state_id=self.hebei.id, industry_id=self.mining.id)
        second = self._won(self.li, "admitted", date(self.year, 1, 1), state_id=self.liaoning.id)
        third = self._won(self.zhao, "done", last_day, state_id=self.hebei.id)
        self._won(self.zhao, "stopped", self.today, state_id=self.hebei.id)
        late = self._won(self.li, "signed", next_year, state_id=self.hebei.id)
        old = self._won(self.wang, "done", date(self.year - 1, 12, 31))
        self._invoice(first, 1000)
        self._invoice(first, 300, kind="out_refund")
        self._invoice(first, 77, post=False)
        self._invoice(second, 2000, date(self.year, 1, 1))
        self._invoice(second, 500, date(self.year - 1, 12, 31))
        self._invoice(third, 4000, date(self.year, 6, 30))
        self._invoice(late, 8000)
        self._invoice(old, 16000)
        return first, second, third

    def test_results_are_those_counted_by_hand(self):
        """REQ D-01: refunds subtract, drafts, other years and ended developments do not count."""
        self._world()
        plan = self._plan(
            lines=[
                {"user_id": self.li.id, "target_customers": 4},
                {"state_id": self.hebei.id, "target_customers": 4},
                {"industry_id": self.mining.id, "target_customers": 4},
                {"level": "key", "target_customers": 4},
                {"user_id": self.zhao.id, "state_id": self.hebei.id, "target_customers": 1},
            ]
        )
        developments = self.env["customer.development"].search([])
        wanted = [
            lambda d: d.user_id == self.li,
            lambda d: d.partner_id.state_id == self.hebei,
            lambda d: d.partner_id.industry_id == self.mining,
            lambda d: d.level == "key",
            lambda d: d.user_id == self.zhao and d.partner_id.state_id == self.hebei,
        ]
        for line, rule in zip(plan.line_ids, wanted, strict=True):
            with self.subTest(line=line.display_name):
                counted = self._count(plan, developments, rule)
                self.assertEqual((line.actual_customers, line.actual_sales), counted)
        counted = self._count(plan, developments, lambda d: True)
        self.assertEqual((plan.actual_customers, plan.actual_sales), counted)
        self.assertEqual(counted, (3, 6700.0))

    def test_a_customer_signed_twice_counts_once(self):
        """REQ D-01: customers are counted, not developments; nor are their invoices doubled."""
        partner = self._won(self.li, "done", date(self.year, 2, 2))
        self._won(self.li, "signed", date(self.year, 3, 3), partner)
        self._invoice(partner, 900)
        plan = self._plan()
        self.assertEqual((plan.actual_customers, plan.actual_sales), (1, 900.0))

    def test_plan_of_a_department_counts_its_own(self):
        """REQ D-01: of the department and those below it."""
        below = self.env["hr.department"].create({"name": "Below", "parent_id": self.east.id})
        self.wang.employee_id.department_id = below
        for user in (self.li, self.wang, self.zhao):
            self._won(user)
        plan = self._plan(scope_department_id=self.east.id)
        self.assertEqual(plan.actual_customers, 2)

    def test_two_companies(self):
        """REQ D-01: developments and invoices of another company are its own plan's."""
        self._invoice(self._won(self.li), 100)
        other = self.env["res.company"].create({"name": "Second Company"})
        foreign = self._make_customer("Won elsewhere")
        development = self.env["customer.development"].create(
            {
                "partner_id": foreign.id,
                "source_id": self.source.id,
                "company_id": other.id,
                "user_id": self.env.uid,
            }
        )
        development._approval_set_state("signed")
        development.sudo().signed_on = self.today
        self._invoice(foreign, 5000)
        plan = self._plan()
        self.assertEqual((plan.actual_customers, plan.actual_sales), (1, 100.0))

    def test_drill_down_shows_the_same_customers(self):
        """REQ D-01: each figure opens the documents it is made of."""
        first, second, _third = self._world()
        plan = self._plan(user=self.director)
        [line] = plan.line_ids
        action = line.action_open_developments()
        found = self.env["customer.development"].search(action["domain"])
        self.assertEqual(found.partner_id, first | second)
        moves = self.env["account.move"].search(line.action_open_invoices()["domain"])
        self.assertEqual(sum(moves.mapped("amount_untaxed_signed")), line.actual_sales)
        self.assertEqual(line.actual_sales, 2700.0)

    def test_all_targets_by_one_query(self):
        """REQ D-01: however many targets a plan has, its results are asked for once."""
        self._world()
        plan = self._plan(
            lines=[
                {"state_id": state.id, "target_customers": 1}
                for state in self.env["res.country.state"].search(
                    [("country_id.code", "=", "CN")], limit=20
                )
            ]
        )
        self.env.flush_all()
        plan.line_ids.invalidate_recordset(["actual_customers", "actual_sales"])
        plan.line_ids.mapped("target_sales")
        with self.assertQueryCount(1):
            plan.line_ids.mapped("actual_customers")

    def test_day_before_the_year(self):
        """REQ D-01: signed a day too early is last year's."""
        self._won(self.li, "signed", date(self.year, 1, 1) - timedelta(days=1))
        self.assertEqual(self._plan().actual_customers, 0)

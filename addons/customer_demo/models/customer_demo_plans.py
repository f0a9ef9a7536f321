from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command
from odoo.tools.date_utils import start_of

from ..tables import plans as told


class CustomerDemo(models.AbstractModel):
    """The year plan and the account plans (D-01, G-11)."""

    _inherit = "customer.demo"

    # ------------------------------------------------------------------ year plan
    def _make_plans(self, users):
        """Approved, changed and approved again; one waits for the general manager, one is new."""
        year = self._today().year
        plan = self._year_plan(users["zhengjie"], year, told.YEAR_DIRECTION, told.TARGETS)
        self._approve_plan(plan, users)
        self._date_plan(plan, plan.approval_id, start_of(self._today(), "year"))
        self._change_plan(plan, users)
        key = self._year_plan(
            users["chenlixin"],
            year,
            told.KEY_DIRECTION,
            told.TARGETS[:2],
            scope_department_id=users["chenlixin"].employee_id.department_id.id,
            target_customers=8,
            target_sales=5600000,
        )
        key.action_submit()
        key.with_user(users["zhaomingyuan"]).action_approve("同意，请总经理审批。")
        self._year_plan(users["zhengjie"], year + 1, told.NEXT_DIRECTION, told.TARGETS[:5])

    def _year_plan(self, user, year, direction, targets, **values):
        provinces = self._provinces()
        people = {
            person.login: person.id
            for person in self.env["res.users"].search(
                [("login", "in", [row[0] for row in targets if row[0]])]
            )
        }
        return self._as(user, "customer.development.plan").create(
            {
                "year": year,
                "direction": direction,
                "scope": told.YEAR_SCOPE,
                "measures": told.YEAR_MEASURES,
                "target_customers": 18,
                "target_sales": 7600000,
                "line_ids": [
                    Command.create(
                        {
                            "user_id": people.get(login),
                            "state_id": provinces.get(province),
                            "level": level,
                            "direction": focus,
                            "target_customers": customers,
                            "target_sales": sales,
                        }
                    )
                    for login, province, level, focus, customers, sales, *_changed in targets
                ],
                **values,
            }
        )

    def _approve_plan(self, plan, users):
        plan.action_submit()
        for login in ("zhaomingyuan", "zhouguodong"):
            plan.with_user(users[login]).action_approve("同意。")

    def _change_plan(self, plan, users):
        """The targets went up after some months; what was approved before stays beside them."""
        plan.action_revise(told.CHANGE_REASON)
        plan.write({"target_customers": 22, "target_sales": 9200000})
        for line, row in zip(plan.line_ids, told.TARGETS, strict=True):
            line.write({"target_customers": row[6], "target_sales": row[7]})
        self._approve_plan(plan, users)

    def _date_plan(self, plan, approval, first):
        """The plan was made at the beginning of the year."""
        [day] = self._workdays_back([min(first + relativedelta(days=9), self._days_ago(12))])
        # sudo: the engine's rows, and results that no person writes
        moment = self._moment(day, 5)
        for step in unsealed(approval).step_ids.sorted("sequence"):
            moment = self._date_step(step, moment, day)
        unsealed(approval).write({"submitted_on": self._moment(day), "ended_on": moment})
        self._date_events(unsealed(approval))
        unsealed(plan).write({"date": day, "approved_on": day})
        self.env.flush_all()
        self._date_documents([(plan, self._moment(day), moment)])

    # ------------------------------------------------------------------ account plans
    def _make_account_plans(self, users):
        """One runs for a key account of each salesperson, one of last year is closed."""
        accounts = self.env["customer.key.account"].search(
            [("user_id", "in", (users["yangming"] | users["sunqian"]).ids)], order="id"
        )
        partners = [rows.partner_id[0] for rows in accounts.grouped("user_id").values()]
        for number, partner in enumerate(partners):
            plan = self._account_plan(partner, start_of(self._today(), "year"))
            self._fill_account_plan(plan, number)
        last_year = start_of(self._today(), "year") - relativedelta(years=1)
        closed = self._account_plan(partners[0], last_year)
        closed._close(told.ACCOUNT_RESULT)

    def _account_plan(self, partner, first):
        measures = {one.code for one in self.env["customer.account.plan.measure"]._plan_measures()}
        return self._as(partner.user_id, "customer.account.plan").create(
            {
                "partner_id": partner.id,
                "date_from": first,
                "date_to": first + relativedelta(years=1, days=-1),
                "annual_need": 24000000,
                "situation": told.ACCOUNT_SITUATION,
                "strategy": told.ACCOUNT_STRATEGY,
                "goal_ids": [
                    Command.create({"measure": code, "target": wanted})
                    for code, wanted in told.AIMS
                    if code in measures
                ],
            }
        )

    def _fill_account_plan(self, plan, number):
        for index, person in enumerate(plan.person_ids):
            person.write(
                {
                    "stance": told.STANCES[(index + number) % len(told.STANCES)],
                    "user_id": plan.user_id.id,
                }
            )
        actions = self._as(plan.user_id, "customer.account.plan.action")
        for what, days, result in told.ACTIONS:
            [day] = self._workdays_back([self._days_ago(-days)])
            action = actions.create({"plan_id": plan.id, "name": what, "date_deadline": day})
            if result:
                action.result = result
                action.action_done()

from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command

from ..tables.visits import (
    COMPETITORS,
    EQUIPMENT,
    FEEDBACK_DAYS,
    FEEDBACKS,
    GIFT_DAYS,
    GIFTS,
    HEARD,
    PURCHASES,
    REPORT,
    STANDARDS,
)


class CustomerDemo(models.AbstractModel):
    """What the market says, what gifts and equipment went where, at what cost (V-10 to V-18)."""

    _inherit = "customer.demo"

    def _make_market(self, chance, users, customers):
        own = [c["partner"] for c in customers[:14] if c["partner"].user_id.active]
        self._make_competitors(users)
        self._make_heard(users, own)
        self._make_feedbacks(users, own)
        self._make_market_reports(users)
        categories = self._make_expense_categories()
        self._make_gifts(users, own)
        self._make_budgets(users, own)
        self._make_equipment(users)
        self._make_purchase_plans(users)
        self._make_expenses(users, categories)

    def _make_competitors(self, users):
        fields = ("name", "price_level", "products", "strengths", "weaknesses")
        competitors = self._as(users["zhengjie"], "customer.competitor").create(
            [dict(zip(fields, row, strict=True)) for row in COMPETITORS]
        )
        self._as(users["zhengjie"], "customer.market.info").create(
            {
                "kind": "competitor",
                "competitor_id": competitors[0].id,
                "text": "冀东重工在唐山展会推出新型装载机，报价二十六万元。",
                "price": 260000,
                "confidential": True,
            }
        )

    def _make_heard(self, users, own):
        """What people heard of competitors and their prices, entered by hand."""
        competitors = self.env["customer.competitor"].search([], order="id", limit=2)
        for number, (ago, competitor, words, price, text) in enumerate(HEARD):
            partner = own[number]
            self._as(partner.user_id, "customer.market.info").create(
                {
                    "kind": "competitor",
                    "partner_id": partner.id,
                    "competitor_id": competitors[competitor].id,
                    "product_words": words,
                    "price": price,
                    "text": text,
                    "date": self._days_ago(ago),
                }
            )

    def _make_feedbacks(self, users, own):
        service = self.env["hr.department"].search([("name", "=", "客服部")], limit=1)
        competitor = self.env["customer.competitor"].search([], limit=1)
        for number in range(12):
            kind, text, suggestion = FEEDBACKS[number % len(FEEDBACKS)]
            partner = own[number % len(own)]
            [day] = self._workdays_back([self._days_ago(FEEDBACK_DAYS[number])])
            form = self._as(partner.user_id, "customer.feedback").create(
                {
                    "partner_id": partner.id,
                    "date": day,
                    "contact_id": partner.child_ids[:1].id,
                    "said_by": False if partner.child_ids else "设备科负责人",
                    "kind": kind,
                    "text": text,
                    "suggestion": suggestion,
                    "answer_department_id": service.id
                    if kind in ("quality", "delivery")
                    else False,
                    "competitor_id": competitor.id if kind == "competitor" else False,
                    "is_market_info": kind in ("price", "competitor", "new_product"),
                }
            )
            if number % 5 == 4:
                continue
            form.action_submit()
            if form.answer_department_id and number < 6:
                form.with_user(users["maxiaodong"])._decide(
                    "answer", "已安排工程师本周到现场检查。"
                )
            self._date_feedback(form, day, 9 if number == 2 else 3)

    def _date_feedback(self, form, day, days):
        """Date what the steps dated today: handed in that day, answered some working days later."""
        company = self.env.company
        values = {"submitted_on": day, "counted_month": day.replace(day=1)}
        if form.answer_due:
            [due, answered] = company._workday_add(
                [day] * 2, [company.customer_feedback_answer_days, days]
            )
            values |= {"asked_on": day, "answer_due": due}
            if form.answered_on:
                values["answered_on"] = min(answered, self._today())
        unsealed(form).with_context(tracking_disable=True).write(values)

    def _make_market_reports(self, users):
        month = self._today().replace(day=1)
        for number, login in enumerate(("yangming", "sunqian", "liqiang", "zhangmin")):
            for back in (2, 1):
                report = self._as(users[login], "customer.market.report").create(
                    {"month": month - relativedelta(months=back), **REPORT}
                )
                if back == 2 or number % 2 == 0:
                    report.action_submit()
                    # one of them handed it in too late
                    days = 3 if (back, number) == (2, 3) else -2
                    [day] = self.env.company._workday_add([report.due], [days])
                    unsealed(report).submitted_on = min(day, self._today())
                if back == 2:
                    manager = report.sudo().department_id.manager_id.user_id  # who leads it
                    report.with_user(manager)._decide("accept", "分析到位。")

    # ------------------------------------------------------------------ money
    def _make_expense_categories(self):
        """Categories of expenses; entertainment and travel name what they were for."""
        company = self.env.company
        products = {}
        for name, unit, amount in STANDARDS:
            product = self.env["product.product"].create(
                {
                    "name": name,
                    "type": "service",
                    "can_be_expensed": True,
                    "standard_price": 0,
                    "customer_outing_required": name != "手机费",
                    "customer_entertainment": name == "业务招待费",
                }
            )
            products[name] = product
            self.env["customer.expense.standard"].create(
                {
                    "company_id": company.id,
                    "product_id": product.id,
                    "unit": unit,
                    "amount": amount,
                    "date_from": self._today().replace(month=1, day=1),
                }
            )
        return products

    def _make_gifts(self, users, own):
        self.env.company.customer_gift_limit = 500
        for number, partner in enumerate(p for p in own if p.child_ids):
            if number > 6:
                return
            what, kind, value = GIFTS[number % len(GIFTS)]
            gift = self._as(partner.user_id, "customer.gift").create(
                {
                    "partner_id": partner.id,
                    "receiver_id": partner.child_ids[0].id,
                    "occasion": ("visit", "festival")[number % 2],
                    "date": self._workdays_back([self._days_ago(GIFT_DAYS[number])])[0],
                    "kind": kind,
                    "what": what,
                    "unit_value": value * (4 if number == 5 else 1),
                }
            )
            if number == 5:
                gift.action_submit()
            elif number != 6:
                gift.action_record()

    def _make_budgets(self, users, own):
        department = self.env["hr.department"].search([("name", "=", "大客户部")], limit=1)
        budgets = self._as(users["huanglihua"], "customer.service.budget")
        budgets.create(
            [
                {"kind": "company", "amount": 400000},
                {"kind": "department", "department_id": department.id, "amount": 150000},
                {"kind": "customer", "partner_id": own[0].id, "amount": 20000},
                {"kind": "customer", "partner_id": own[1].id, "amount": 4000},
            ]
        )

    def _make_equipment(self, users):
        items = self._as(users["liufang"], "customer.equipment").create(
            [
                {"name": name, "kind": kind, "value": value, "bought_on": self._days_ago(400)}
                for name, kind, value in EQUIPMENT
            ]
        )
        for number, (item, login) in enumerate(
            zip(items, ("yangming", "sunqian", "yangming"), strict=False)
        ):
            issue = self._as(users[login], "customer.equipment.issue").create(
                {
                    "equipment_id": item.id,
                    "purpose": "客户现场拍摄设备运行情况",
                    "needed_on": self._days_ago(40 - 12 * number),
                    "due_on": self._days_ago(26 - 12 * number),
                }
            )
            issue.action_submit()
            self._decide_all(issue, users)
            issue.with_user(users["liufang"])._take(self._days_ago(40 - 12 * number), "good")
            if number == 1:
                issue.with_user(users["liufang"])._return(self._days_ago(16), "good", "")
        self._as(users["sunqian"], "customer.equipment.issue").create(
            {
                "equipment_id": items[3].id,
                "purpose": "记录客户座谈会",
                "due_on": self._days_ago(-30),
            }
        )

    def _make_purchase_plans(self, users):
        for number, (login, what, reason, price, urgent, ahead) in enumerate(PURCHASES):
            line = {
                "what": what,
                "quantity": 1,
                "price": price,
                "reason": reason,
                "needed_by": self._days_ago(-ahead),
            }
            plan = self._as(users[login], "customer.purchase.plan").create(
                {"reason": reason, "is_urgent": urgent, "line_ids": [Command.create(line)]}
            )
            if urgent:
                plan._buy(self._today(), price)
            elif number == 0:
                plan.action_submit()
                self._decide_all(plan, users)
                plan._buy(self._today(), price)
            else:
                plan.action_submit()

    def _make_expenses(self, users, products):
        """Expenses of closed visits are handed in; those without a report wait."""
        visits = self.env["customer.visit"].search([("state", "in", ("closed", "done"))])
        meal = products["业务招待费"]
        for number, visit in enumerate(visits[:6]):
            user = visit.user_id
            employee = user._employee_in(self.env.company)
            expense = self._as(user, "hr.expense").create(
                {
                    "name": "拜访工作餐",
                    "employee_id": employee.id,
                    "product_id": meal.id,
                    "visit_id": visit.id,
                    "date": visit._outing_span()[0],
                    "total_amount_currency": 120 + 30 * number,
                    "payment_mode": "own_account",
                }
            )
            if visit.state == "closed":
                # sudo: who approves expenses in the demo company
                expense.sudo().manager_id = self._manager_of(visit)
                expense.action_submit()
                if number % 2:
                    expense.with_user(self._manager_of(visit)).action_approve()
        waiting = self.env["hr.expense"].search([("visit_id.state", "=", "done")], limit=1)
        if waiting:
            self._as(waiting.employee_id.user_id, "customer.expense.exception").create(
                {"expense_id": waiting.id, "reason": "客户临时取消后续行程，先行报销。"}
            )

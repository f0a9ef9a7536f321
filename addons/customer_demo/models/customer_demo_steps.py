from datetime import timedelta

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command

from ..tables.contracts import YEARS
from ..tables.developments import (
    ADVANTAGES,
    FACTORS,
    FINDINGS,
    METHODS,
    PLANS,
    RECORDS,
    SUMMARY,
    WHEN,
)

REF = "customer_development.customer_development_cause_"


class CustomerDemo(models.AbstractModel):
    """The steps of a development, each as the person who takes it."""

    _inherit = "customer.demo"

    def _story_day(self, story, part):
        """Return the working day on which the story came so far."""
        return self._workdays_back([self._days_ago(story.days_back(part))])[0]

    # ------------------------------------------------------------------ survey
    def _open_survey(self, chance, story, low, high):
        survey = self._as(story.user, "customer.development.survey").create(
            {
                "development_id": story.development.id,
                "date": self._story_day(story, WHEN["survey"]),
            }
        )
        for line in survey.score_ids:
            line.score = str(chance.randint(low, high))
        return survey

    def _step_open_survey(self, chance, story, _products):
        survey = self._open_survey(chance, story, 3, 4)
        survey.score_ids[-3:].score = False

    def _step_special_survey(self, chance, story, _products):
        survey = self._open_survey(chance, story, 3, 4)
        survey.score_ids[:2].write({"is_unclear": True, "remark": "客户未提供财务报表"})
        survey.findings = "财务数据不详，需专项调查。"
        survey.action_resurvey()

    def _step_survey(self, chance, story, _products):
        survey = self._open_survey(chance, story, 3, 5)
        survey.findings = "已走访现场并查询企业信用信息，具备开发条件。"
        survey.action_develop()

    def _step_survey_drop(self, chance, story, _products):
        survey = self._open_survey(chance, story, 1, 2)
        survey.findings = story.get("reason")
        survey.action_drop()

    # ------------------------------------------------------------------ application
    def _step_apply(self, chance, story, _products):
        sales = story.get("sales") or chance.randrange(300000, 1600000, 20000)
        cost = sales * chance.randint(3, 6) / 100
        day = self._story_day(story, WHEN["submit"])
        chosen = chance.sample(sorted(ADVANTAGES), 3)
        story.development.write(
            {
                "expected_sales": sales,
                "expected_profit": round(sales * chance.randint(12, 22) / 100, -3),
                "cost_staff": round(cost * 0.45, -2),
                "cost_travel": round(cost * 0.25, -2),
                "cost_risk": round(cost * 0.05, -2),
                "cost_development": round(cost * 0.15, -2),
                "cost_management": round(cost * 0.1, -2),
                "development_method": chance.choice(("event", "material", "visit")),
                "date_start": day,
                "date_end": day + timedelta(days=150),
                "date_expected": day + timedelta(days=120),
                "plan": chance.choice(PLANS),
                **{name: ADVANTAGES[name] for name in chosen},
                **FACTORS,
                "year_ids": self._year_values(story, sales, cost, day),
            }
        )

    def _year_values(self, story, sales, cost, day):
        """Key accounts are applied for with three years."""
        return [
            Command.create(
                {
                    "year": str(day.year + number),
                    "sales": round(sales * share, -3),
                    "profit": round(sales * share * 0.15, -3),
                    "cost": round(cost / (number + 1), -2),
                    "note": note,
                }
            )
            for number, (share, note) in enumerate(YEARS if story.is_key else ())
        ]

    def _step_submit(self, chance, story, _products):
        development = story.development
        if story.get("again"):
            # Rejected the first time, improved and submitted again.
            development.action_submit()
            development.with_user(story.users["wanghaitao"]).action_reject(
                "差旅费用测算偏低，请按三次现场拜访重新测算。"
            )
            development.cost_travel += 20000
        development.action_submit()

    def _step_approve(self, _chance, story, _products):
        for approver in story.route:
            story.development.with_user(approver).action_approve("同意。")

    def _step_reject(self, _chance, story, _products):
        login, reason = story.get("reject")
        story.development.with_user(story.users[login]).action_reject(reason)

    # ------------------------------------------------------------------ preparation and work
    def _prepare(self, story, most):
        development = story.development
        development.with_user(self._manager(story)).write({"member_ids": self._team_values(story)})
        tasks = development.task_ids.filtered(lambda task: task.phase == "preparation")
        day = self._story_day(story, WHEN["start"])
        tasks.write({"date_deadline": self._days_ago(-5) if most else day})
        for task, findings in zip(tasks[:most], FINDINGS, strict=False):
            task.write({"findings": findings, "is_done": True})
            task.sudo().done_on = day  # sudo: ticking dates it today, and nobody may change that

    def _step_prepare_partly(self, _chance, story, _products):
        self._prepare(story, 3)

    def _step_prepare(self, _chance, story, _products):
        self._prepare(story, None)

    def _step_start(self, _chance, story, _products):
        story.development.action_start()

    def _step_work(self, _chance, story, _products):
        """Go through the stages: a record that says go on for each stage left behind."""
        development = story.development
        stages = story.get("stages", 0)
        for number in range(stages):
            self._record(story, number, "go")
            development.action_next_stage()
        if story.target in ("working", "quoted"):
            self._record(story, stages, "stay")

    def _record(self, story, number, judgement):
        development = story.development
        summary, content, step = RECORDS[number]
        values = {
            "development_id": development.id,
            "stage_id": development.stage_id.id,
            "date": self._story_day(story, WHEN["work"][number]),
            "method": METHODS[number],
            "partner_ids": [Command.set(development.partner_id.child_ids.ids)],
            "summary": summary,
            "content": content,
            "judgement": judgement,
        }
        if judgement == "stay":
            # The next appointment of work that goes on; some are late already.
            days = (4, -1, 7, 2)[(number + story.days) % 4]
            values |= {"next_step": step, "next_date": self._days_ago(-days)}
        self._as(story.user, "customer.development.stage.record").create(values)

    # ------------------------------------------------------------------ contract
    def _step_quote(self, chance, story, products):
        development = story.development
        action = development.action_new_quotation()
        lines = self._plan_lines(chance, "large" if story.is_key else "medium", products)
        machine = chance.choice(products["machine"])
        values = self._order_values(
            development.partner_id, self._story_day(story, WHEN["quote"]), lines
        )
        values["order_line"] += self._order_values(
            development.partner_id, self._today(), [(machine, 1, 0)]
        )["order_line"]
        orders = self._as(story.user, "sale.order")
        # Browsed anew, because the defaults of the action must not reach what comes after.
        story.order = orders.browse(orders.with_context(**action["context"]).create(values).id)
        story.order.action_quotation_sent()
        development.write(
            {
                "negotiation_specification": "按技术协议第三版",
                "negotiation_price": "含税到厂价",
                "negotiation_delivery": "合同生效后 45 天",
                "negotiation_payment": "预付 30%，发货前 60%，质保金 10%",
            }
        )

    def _step_confirm(self, _chance, story, _products):
        story.order.action_confirm()
        # sudo: confirming dates the order today, salespeople do not change that
        story.order.sudo().date_order = self._moment(self._story_day(story, WHEN["confirm"]))

    def _step_admit(self, _chance, story, _products):
        story.development.action_admit()
        self._file_admitted(story)
        finance = story.users["huanglihua"]
        invoice = story.order.sudo()._create_invoices()  # sudo: the job of finance
        invoice = self._as(finance, "account.move").browse(invoice.id)
        invoice.invoice_date = self._story_day(story, WHEN["admit"])
        invoice.action_post()

    def _file_admitted(self, story):
        """The file that admission made was completed, reviewed and archived the same day."""
        day = self._story_day(story, WHEN["admit"])
        customer = story.development.partner_id
        file = self._as(story.user, "customer.file").search([("partner_id", "=", customer.id)])
        if file.state == "draft":
            file.write(
                {
                    "company_nature": "private",
                    "trade_standing": "medium",
                    "side_business": "设备检修与备件加工",
                    "staff_chinese": 260,
                }
            )
            file.action_submit()
        # sudo: whose turn it is; that person decides below
        manager = file.sudo().approval_id.current_step_id.approver_ids[:1]
        file.with_user(manager).action_approve("资料齐全，同意归档。")
        moment = self._date_round(file, day, day)
        unsealed(file).write({"date": day, "archived_on": moment})
        self._date_documents([(file, self._moment(day), moment)])

    def _step_summarize(self, _chance, story, _products):
        story.development.write(SUMMARY)
        story.development.action_summarize()
        # Who was told of the new customer has long done it (sudo: each their own activity).
        story.development.partner_id.sudo().activity_ids.action_feedback(feedback="已办理。")

    # ------------------------------------------------------------------ other ends
    def _step_request_stop(self, _chance, story, _products):
        kind, facts = story.get("problem")
        story.stop = self._as(story.user, "customer.development.stop").create(
            {
                "development_id": story.development.id,
                "kind": kind,
                "facts": facts,
                "date": self._story_day(story, WHEN["request_stop"]),
            }
        )
        story.stop.action_submit()

    def _step_approve_stop(self, _chance, story, _products):
        story.stop.with_user(self._manager(story)).action_approve("同意终止，款项按合同结清。")

    def _close(self, story, kind, **values):
        self._as(story.user, "customer.development.close").create(
            {"development_ids": [Command.set(story.development.ids)], "kind": kind, **values}
        ).action_confirm()

    def _step_lose(self, _chance, story, _products):
        causes, reason = story.get("lost")
        ids = [self.env.ref(f"{REF}{cause}").id for cause in causes]
        self._close(story, "lose", reason=reason, cause_ids=[Command.set(ids)])

    def _step_drop(self, _chance, story, _products):
        self._close(story, "drop", reason=story.get("reason"))

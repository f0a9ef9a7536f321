from datetime import date, datetime, time, timedelta

from odoo import models

KEPT_REASON = "已签订年度框架协议，四季度集中交货，等级暂不下调。"
HAND_REASON = "客户新建二期产线，明年采购计划已书面确认，按A级配置资源。"


class CustomerDemo(models.AbstractModel):
    """Grading: last year's run applied, this year's in review, a grade by hand waiting (G-04)."""

    _inherit = "customer.demo"

    def _make_grading(self, users):
        self.env.company.customer_grading_yearly = True
        market = users["zhengjie"]
        scheme = self.env.ref("customer_grading.scheme_yearly").with_user(market)
        scheme.action_try()
        scheme.action_use()
        today = self._today()
        last = self._make_run(market, scheme, date(today.year - 1, 12, 31))
        last.action_submit()
        self._approve_all(last)
        mark = self._last_message_id()
        last.action_apply()
        self._date_run(last, self._run_applied_on())
        graded = last.line_ids.partner_id
        self._date_notes(mark, dict.fromkeys(graded, self._run_applied_on()))
        current = self._make_run(market, scheme, today)
        fallen = current.line_ids.filtered(lambda line: line.result == "down")
        if fallen:  # early in a year nobody may have bought less than in the last one
            fallen[:1].action_keep(KEPT_REASON)
        self._make_grade_by_hand(users, current)

    def _make_run(self, user, scheme, day):
        run = self._as(user, "customer.grading.run").create({"scheme_id": scheme.id, "date": day})
        run.action_compute()
        return run

    def _approve_all(self, document):
        """Let everybody whose turn it is agree."""
        # sudo: whose turn it is, applicants need not be able to read
        while document.sudo().approval_id.state == "running":
            step = document.sudo().approval_id.current_step_id
            document.with_user(step._able_approvers()[:1]).action_approve("同意。")

    def _run_applied_on(self):
        """Return when last year's run was applied: in January, whenever the demo is made."""
        today = self._today()
        return datetime.combine(min(date(today.year, 1, 8), today), time(2, 30))

    def _date_run(self, run, moment):
        """What last year's run changed, it changed in January."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_grade_change SET date = %s WHERE source = 'run'", [moment]
        )
        # what the survey recommended came before the run that graded the customer
        self.env.cr.execute(
            "UPDATE customer_grade_change survey SET date = %s WHERE source = 'survey' AND EXISTS"
            " (SELECT FROM customer_grade_change later WHERE later.partner_id = survey.partner_id"
            " AND later.source = 'run')",
            [moment - timedelta(days=20)],
        )
        self.env.cr.execute(
            "UPDATE customer_grading_run SET applied_on = %s, create_date = %s WHERE id = %s",
            [moment, moment - timedelta(days=3), run.id],
        )
        self.env.cr.execute(
            "UPDATE customer_grading_line SET applied_on = %s "
            "WHERE run_id = %s AND applied_on IS NOT NULL",
            [moment, run.id],
        )
        self.env.invalidate_all()

    def _make_grade_by_hand(self, users, run):
        """A salesperson asks for a better grade; the department manager decides next."""
        # sudo: the whole run, whoever may see which customers of it
        own = run.sudo().line_ids.filtered(
            lambda line: line.user_id == users["liqiang"] and line.old_grade_id.code in ("B", "C")
        )
        request = self._as(users["liqiang"], "customer.grade.override").create(
            {
                "partner_id": own[:1].partner_id.id,
                "grade_id": self.env.ref("customer_base.customer_grade_a").id,
                "date_end": self._today() + timedelta(days=180),
                "reason": HAND_REASON,
            }
        )
        request.action_submit()

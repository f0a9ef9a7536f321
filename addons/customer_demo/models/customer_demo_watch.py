from dateutil.relativedelta import relativedelta
from odoo import models

HANDLED = "已与设备部沟通：检修停产导致推迟采购，预计下月恢复。"
WORK_DONE = "本月走访重点客户6家，完成备件年度协议续签2份，催收超期货款1笔。"


class CustomerDemo(models.AbstractModel):
    """Loss warnings, contact compliance and last month's summaries (G-07 to G-10)."""

    _inherit = "customer.demo"

    def _make_watch(self, users):
        company = self.env.company
        company.write(
            {
                "customer_loss_warning": True,
                "customer_compliance_since": self._days_ago(120),
                "customer_month_summary": True,
                "customer_strategy_tasks": True,
            }
        )
        # the jobs commit, which an installation must not
        compliance = self.env["customer.interaction.compliance"]
        compliance._count(company, compliance._customer_ids(company))
        warnings = self.env["customer.loss.warning"]
        for first, last in warnings._ranges():
            warnings._apply(warnings._todo(company, first, last))
        tasks = self.env["customer.strategy.progress"]
        tasks._advance(company, tasks._customer_ids(company), tasks._people(company))
        tasks._remind_lists()
        self._handle_one_warning(users)
        self._make_last_month(users, company)

    def _handle_one_warning(self, users):
        own = self._as(users["liqiang"], "customer.loss.warning").search(
            [("user_id", "=", users["liqiang"].id), ("state", "=", "open")], limit=1
        )
        if own:
            own._handle(HANDLED)

    def _make_last_month(self, users, company):
        """One department has sent its summary, the others have not yet."""
        month = self._today().replace(day=1) - relativedelta(months=1)
        summaries = self.env["customer.month.summary"]._make(company, month)
        manager = users["chenlixin"]
        own = summaries.filtered(
            lambda summary: summary.department_id in manager.customer_department_ids
        )[:1].with_user(manager)
        own.summary = WORK_DONE
        own.action_send()

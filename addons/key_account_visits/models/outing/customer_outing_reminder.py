from odoo import api, fields, models
from odoo.tools import SQL

from .customer_outing_mixin import AHEAD_STATES


class CustomerOutingMixin(models.AbstractModel):
    """Reports that are owed: one reminder a person with a number and a list (REQ V-04)."""

    _name = "customer.outing.mixin"
    _inherit = ["customer.outing.mixin", "customer.reminder.mixin", "customer.due.mixin"]

    _reminder_day = "report_due"
    _reminder_waiting = SQL("record.state IN ('approved', 'done')")
    _reminder_untold = SQL("record.report_reminded IS NOT TRUE")
    _reminder_told = SQL("report_reminded = TRUE")
    _due_field = "report_due"

    due_days = fields.Integer(string="Working Days to the Report")
    due_text = fields.Char(string="Time to the Report")
    report_reminded = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _reminder_limits(self):
        """Remind on the day before a report is due, in companies that want it."""
        companies = self.env["res.company"].search([("customer_report_reminder", "=", True)])
        return {
            company: company._workday_add([company._workday_today()], 1)[0] for company in companies
        }

    @api.model
    def _reminder_summary(self, count):
        return self.env._("Reports owed: %(count)s", count=count)

    @api.model
    @api.private
    def _workday_redate(self, companies, _years):
        """Count the reports that are still owed anew when working days have changed."""
        owed = self.search(
            [("company_id", "in", companies.ids), ("state", "in", (*AHEAD_STATES, "done"))]
        )
        # computed anew, not written: what is in approval is locked against writing
        self.env.add_to_compute(self._fields["report_due"], owed)
        owed._recompute_recordset(["report_due"])

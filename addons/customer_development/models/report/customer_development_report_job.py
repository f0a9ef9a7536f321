from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.tools import SQL, split_every
from odoo.tools.date_utils import start_of

from ..customer_development import TRANSITIONS

CHUNK = 200
ONE_DAY = timedelta(days=1)


class CustomerDevelopmentReport(models.Model):
    # Who owes a report, and who is reminded of it; off until a company switches it on (D-09).

    _inherit = "customer.development.report"

    _reminder_type = "customer_development.mail_activity_progress_report"
    _reminder_waiting = SQL(
        "record.state = 'draft' AND EXISTS (SELECT FROM customer_development development"
        " WHERE development.id = record.development_id"
        " AND development.state IN ('in_progress', 'signed', 'admitted'))"
    )

    def _set_due(self):
        """A report is due some working days after its period."""
        # sudo: the day is the system's to set, by the company's setting; its author may not
        for company, reports in self.sudo().grouped("company_id").items():
            days = company._workday_add(reports.mapped("date_to"), company.development_report_days)
            for report, day in zip(reports, days, strict=True):
                report.due = day

    @api.model
    def _cron_report(self):
        """Draft the reports of periods that are over, and remind of what is late."""
        for company in self._report_companies():
            if not self._draft_reports(company):
                return
        self._cron_remind()

    @api.model
    def _report_companies(self):
        return self.env["res.company"].search([("development_report_active", "=", True)])

    @api.model
    def _draft_reports(self, company):
        """Draft what is missing in one company; return whether there is time for more."""
        cron = self.env["ir.cron"]
        todo = self._owed(company)
        cron._commit_progress(remaining=len(todo))
        for chunk in split_every(CHUNK, todo, list):
            in_company_language(self, company).create(chunk)
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    @api.model
    def _owed(self, company):
        """Return the values of the reports of the last period that are not there yet.

        Each begins on the day after what was reported last; days off alone are left to the next.
        """
        today = company._workday_today()
        this = {"week": start_of(today, "week"), "month": today.replace(day=1)}
        last = {
            "week": this["week"] - timedelta(days=7),
            "month": this["month"] - relativedelta(months=1),
        }
        rhythm = {
            "key": company.development_report_key,
            "ordinary": company.development_report_ordinary,
        }
        developments = self.env["customer.development"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", TRANSITIONS["report"]),
                ("level", "in", [level for level, period in rhythm.items() if period != "none"]),
                ("started_on", "!=", False),
            ]
        )
        able = developments.user_id._who_may_read(self._name)
        told = self._reported_until(developments)
        spans = []
        for development in developments.filtered(lambda one: one.user_id in able):
            period = rhythm[development.level]
            start, end = last[period], this[period] - timedelta(days=1)
            # the day before the first one
            before = told.get(development.id) or max(start, development.started_on) - ONE_DAY
            if before < end:
                spans.append((development, before, end))
        worked = company._workday_count([(before, end) for _development, before, end in spans])
        return [
            {
                "development_id": development.id,
                "user_id": development.user_id.id,
                "date_from": before + ONE_DAY,
                "date_to": end,
            }
            for (development, before, end), days in zip(spans, worked, strict=True)
            if days
        ]

    @api.model
    def _reported_until(self, developments):
        """Return {development's id: last day that its responsible person has reported on}."""
        return {
            development.id: day
            for development, day in self._read_group(
                [("development_id", "in", developments.ids)], ["development_id"], ["date_to:max"]
            )
        }

    @api.model
    def _reminder_limits(self):
        return {
            # late is what was due before today
            company: company._workday_today() - timedelta(days=1)
            for company in self._report_companies()
        }

    @api.model
    def _reminder_summary(self, count):
        return self.env._("Late progress reports: %(count)s", count=count)

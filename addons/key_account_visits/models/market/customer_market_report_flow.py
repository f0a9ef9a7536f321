from odoo import models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError

from .customer_market_report import SECTIONS
from .flow import decide_dialog, locked
from .people import is_superior


class CustomerMarketReport(models.Model):
    # The way of a market report: delivered, read, accepted or returned (REQ V-10).

    _inherit = "customer.market.report"

    def _why_not_who(self, who):
        user = self.env.user
        if who == "author":
            if user == self.user_id:
                return False
            return self.env._(
                "%(report)s is for %(user)s to write.",
                report=self.display_name,
                user=self.user_id.sudo().name,  # a colleague's name is no secret
            )
        if user == self.user_id:
            return self.env._(
                "%(report)s is your own: somebody else reads it.", report=self.display_name
            )
        if is_superior(user, self.department_id):
            return False
        return self.env._(
            "%(report)s is for a manager of %(department)s or the director to read.",
            report=self.display_name,
            department=self.department_id.sudo().name or "—",  # no secret
        )

    def _locked(self):
        return locked(self, self.env._("These reports are being changed. Try again in a moment."))

    def action_submit(self):
        """Deliver reports to the manager; they are locked from now on.

        :raises UserError: a section is empty, or why not now or not by this person
        """
        self.check_access("read")
        reports_sudo = self._locked()
        self._check_action("submit")
        for report in self:
            report._check_complete()
        for company, reports in reports_sudo.grouped("company_id").items():
            reports.state = "submitted"
            reports.filtered(
                lambda report: not report.submitted_on
            ).submitted_on = company._workday_today()
        self._write_market_info()
        self._keep_reminders_true(self.user_id)
        self._tell_manager()
        return True

    def _check_complete(self):
        for name in SECTIONS:
            if not read_comment(self[name]):
                raise UserError(
                    self.env._(
                        "%(report)s: write something under “%(section)s”, be it that there is "
                        "nothing.",
                        report=self.display_name,
                        section=self._fields[name]._description_string(self.env),
                    )
                )

    def _write_market_info(self):
        self.env["customer.market.info"]._record_source(
            [
                {
                    "res_model": self._name,
                    "res_id": report.id,
                    "kind": "industry",
                    "text": report.news,
                    "confidential": report.news_confidential,
                    "user_id": report.user_id.id,
                    "company_id": report.company_id.id,
                    "date": report.submitted_on,
                }
                for report in self
            ]
        )

    def _tell_manager(self):
        for report in self:
            # sudo: who leads a department is no secret
            manager = report.department_id.sudo().manager_id.user_id
            if manager and manager != report.user_id:
                told = for_reader(report, manager)
                told.message_post(
                    body=told.env._("The market report was submitted."),
                    partner_ids=manager.partner_id.ids,
                )

    def action_accept(self):
        """Ask for a comment on reports that are accepted."""
        return decide_dialog(self, "report_ids", "accept", self.env._("Accept"))

    def action_return(self):
        """Ask why reports go back to their writers."""
        return decide_dialog(self, "report_ids", "return", self.env._("Return"))

    def _decide(self, action, text):
        """Accept reports with or without a comment, or return them with a reason.

        :raises UserError: why not now or not by this person, or no reason was given
        """
        self.check_access("read")
        reports_sudo = self._locked()
        self._check_action(action)
        text = read_comment(text)
        if action == "return" and not text:
            raise UserError(self.env._("Say what is to be done: the writer reads it."))
        for company, reports in reports_sudo.grouped("company_id").items():
            reports.write(
                {
                    "state": "accepted" if action == "accept" else "returned",
                    "comment": text,
                    "decided_on": company._workday_today(),
                    "decided_by_id": self.env.uid,
                }
            )
        if action == "return":
            self._keep_reminders_true(self.user_id)
        self._tell_author(action, text)
        return True

    def _tell_author(self, action, text):
        for report in self:
            told = for_reader(report, report.user_id)
            body = (
                told.env._("The market report was accepted. %(text)s", text=text)
                if action == "accept"
                else told.env._("The market report was returned: %(text)s", text=text)
            )
            told.message_post(body=body, partner_ids=report.user_id.partner_id.ids)

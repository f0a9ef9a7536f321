from odoo import models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..superior import is_superior
from .customer_development_report import TEXT_FIELDS


class CustomerDevelopmentReport(models.Model):
    # The way of a report: handed in, answered, acknowledged; talked about where wanted (D-09).

    _inherit = "customer.development.report"

    def _why_not_who(self, who):
        user = self.env.user
        author = user == self.user_id
        superior = not author and is_superior(user, self.department_id)
        if (who == "author" and author) or (who == "superior" and superior):
            return False
        if who == "both" and (author or superior):
            return False
        if who == "author":
            return self.env._(
                "%(report)s is for %(user)s to write.",
                report=self.display_name,
                user=self.user_id.sudo().name,  # a colleague's name is no secret
            )
        return self.env._(
            "%(report)s is for the manager of the department or the marketing director.",
            report=self.display_name,
        )

    def _locked(self):
        """Return these as superuser, rows locked and their state read again."""
        # sudo: the way of a report is written by its buttons alone, which check who presses
        reports_sudo = self.sudo()
        if len(reports_sudo.try_lock_for_update()) != len(self):
            raise UserError(self.env._("It is being changed by somebody else. Reload the page."))
        reports_sudo.invalidate_recordset(["state"])
        return reports_sudo

    def action_refresh(self):
        """Write down anew what happened in the period."""
        self.check_access("read")
        self._check_action("refresh")
        self._write_facts()
        return True

    def action_submit(self):
        """Hand reports in to the manager; what happened is written down once more.

        :raises UserError: nothing was written, the development has ended, not one's own
        """
        self.check_access("read")
        reports_sudo = self._locked()
        self._check_action("submit")
        # sudo: the state of what the report is about
        self.sudo().development_id._check_progress()
        for report in self:
            if not any(read_comment(report[name]) for name in TEXT_FIELDS):
                labels = [self._fields[n]._description_string(self.env) for n in TEXT_FIELDS]
                raise UserError(
                    self.env._(
                        "%(report)s: write something under %(fields)s.",
                        report=report.display_name,
                        fields=format_list(self.env, labels, "or"),
                    )
                )
        self._write_facts()
        for company, reports in reports_sudo.grouped("company_id").items():
            reports.write({"state": "submitted", "submitted_on": company._workday_today()})
        self._keep_reminders_true(self.user_id)
        self._tell_head()
        return True

    def _tell_head(self):
        for report in self:
            # sudo: who leads a department is no secret
            head = report.sudo().development_id._development_head() - report.user_id
            if head:
                told = for_reader(report, head[0])
                text = (
                    told.env._("The progress report was submitted; a discussion is wanted.")
                    if report.needs_discussion
                    else told.env._("The progress report was submitted.")
                )
                told.message_post(body=text, partner_ids=head.partner_id.ids)

    def action_guide(self):
        """Write the guidance back to the author, as the manager.

        :raises UserError: the guidance is empty, or not this person's to give
        """
        self.check_access("read")
        reports_sudo = self._locked()
        self._check_action("guide")
        for report in self:
            if not read_comment(report.guidance):
                raise UserError(
                    self.env._("%(report)s: write the guidance first.", report=report.display_name)
                )
        for company, reports in reports_sudo.grouped("company_id").items():
            reports.write(
                {
                    "state": "guided",
                    "guided_on": company._workday_today(),
                    "guided_by_id": self.env.uid,
                }
            )
        for report in reports_sudo:
            told = for_reader(report, report.user_id)
            told.message_post(
                body=told.env._("Guidance: %(text)s", text=report.guidance),
                partner_ids=report.user_id.partner_id.ids,
            )
        return True

    def action_acknowledge(self):
        """Confirm as the author that the guidance was read."""
        self.check_access("read")
        reports_sudo = self._locked()
        self._check_action("acknowledge")
        for company, reports in reports_sudo.grouped("company_id").items():
            reports.write({"state": "done", "acknowledged_on": company._workday_today()})
        return True

    def action_discuss(self):
        """Open a new meeting of author, manager and team about one report."""
        self.ensure_one()
        self.check_access("read")
        self._check_action("discuss")
        development_sudo = self.sudo().development_id  # who takes part
        people = (
            self.user_id
            | self.env.user
            | development_sudo._development_head()
            | development_sudo.member_ids.user_id
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("calendar.action_calendar_event")
        action.update(view_mode="form", views=[(False, "form")], target="new")
        action["context"] = {
            "default_name": self.env._("Discussion: %(report)s", report=self.display_name),
            "default_res_model": self._name,
            "default_res_id": self.id,
            "default_partner_ids": people.partner_id.ids,
            "default_description": self.problems or "",
        }
        return action

    def action_open_meeting(self):
        """Open the discussion of one report."""
        self.ensure_one()
        self.check_access("read")
        return self.meeting_id.get_formview_action()

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..customer_development import CLOSED_STATES, TRANSITIONS
from .customer_development_report import TEXT_FIELDS


class CustomerDevelopment(models.Model):
    """What is reported of the progress, week by week or month by month (REQ D-09)."""

    _inherit = "customer.development"

    report_ids = fields.One2many(
        "customer.development.report", "development_id", "Progress Reports"
    )
    report_count = fields.Integer(compute="_compute_report_count")

    @api.depends("report_ids")
    def _compute_report_count(self):
        counts = dict(
            self.env["customer.development.report"]._read_group(
                [("development_id", "in", self.ids)], ["development_id"], ["__count"]
            )
        )
        for development in self:
            development.report_count = counts.get(development._origin, 0)

    def _report_periods(self):
        """Return {development: (first day not reported on yet, today)}."""
        told = self.env["customer.development.report"]._reported_until(self)
        periods = {}
        for development in self:
            today = development.company_id._workday_today()
            last = told.get(development.id)
            start = last + timedelta(days=1) if last else development.started_on or today
            periods[development] = (min(start, today), today)
        return periods

    def _check_progress(self):
        """:raises UserError: nothing happens in one of these any more, or not yet"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for development in self:
            if development.state not in TRANSITIONS["report"]:
                raise UserError(
                    self.env._(
                        "%(development)s is in the state “%(state)s”: there is no progress to "
                        "report.",
                        development=development.display_name,
                        state=labels[development.state],
                    )
                )

    def action_report(self):
        """Open the report that is being written, or draft one of what happened since the last.

        :raises UserError: nothing happens in the development any more, or not yet
        """
        self.ensure_one()
        self.check_access("read")
        reports = self.env["customer.development.report"]
        draft = reports.search(
            [
                ("development_id", "=", self.id),
                ("user_id", "=", self.env.uid),
                ("state", "=", "draft"),
            ],
            limit=1,
        )
        return (draft or reports.create({"development_id": self.id})).get_formview_action()

    def action_open_reports(self):
        """Open the progress reports of this development."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_development.customer_development_report_action_list"
        )
        action["domain"] = [("development_id", "=", self.id)]
        action["context"] = {"default_development_id": self.id}
        return action

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in CLOSED_STATES:
            # sudo: drafts in which nobody has written go with the work they were about
            drafts_sudo = self.sudo().report_ids.filtered(
                lambda report: (
                    report.state == "draft" and not any(report[name] for name in TEXT_FIELDS)
                )
            )
            drafts_sudo.unlink()
        return result

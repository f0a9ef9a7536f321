from odoo import models

# What decides on which days a company works.
PATTERN_FIELDS = {
    "attendance_ids",
    "attendance_ids_1st_week",
    "attendance_ids_2nd_week",
    "flexible_hours",
    "hours_per_day",
    "schedule_type",
    "two_weeks_calendar",
    "tz",
}


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if PATTERN_FIELDS & vals.keys():
            self._workday_changed()
        return result

    def _workday_changed(self, years=None):
        """Have working days counted anew where one of these is the company's calendar."""
        # sudo: also for companies that the user doesn't see.
        companies = (
            self.env["res.company"].sudo().search([("resource_calendar_id", "in", self.ids)])
        )
        if companies:
            companies._workday_changed(years)

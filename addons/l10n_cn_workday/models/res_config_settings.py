from odoo import api, fields, models
from odoo.tools import format_list


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    workday_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id", string="Ordinary Week", readonly=False
    )
    workday_tz = fields.Char("Time Zone of Working Days", compute="_compute_workday_tz")
    workday_status = fields.Char("Announced Years", compute="_compute_workday_status")
    workday_missing = fields.Char("Years Not Announced", compute="_compute_workday_status")

    @api.depends("company_id")
    def _compute_workday_status(self):
        years = self.env["workday.year"].search([("confirmed", "=", True)]).mapped("year")
        for settings in self:
            this_year = settings.company_id._workday_today().year if settings.company_id else 0
            settings.workday_status = format_list(self.env, sorted(years))
            settings.workday_missing = format_list(
                self.env, [year for year in (this_year, this_year + 1) if year not in years]
            )

    @api.depends("company_id", "workday_calendar_id")
    def _compute_workday_tz(self):
        for settings in self:
            company = settings.company_id
            settings.workday_tz = company._workday_tz().zone if company else False

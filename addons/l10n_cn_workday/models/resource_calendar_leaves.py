from odoo import api, models
from odoo.fields import Domain


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._workday_notify_changed()
        return leaves

    def write(self, vals):
        self._workday_notify_changed()
        result = super().write(vals)
        self._workday_notify_changed()
        return result

    def unlink(self):
        self._workday_notify_changed()
        return super().unlink()

    def _workday_notify_changed(self):
        """Have working days counted anew where these close a whole company.

        One person's time off, by far the most frequent, changes nothing.
        """
        # sudo: also for companies that the user doesn't see.
        leaves = self.sudo().filtered(lambda leave: not leave.resource_id)
        if not leaves:
            return
        years = {
            year
            for leave in leaves
            # One more on each side: the times are UTC.
            for year in range(leave.date_from.year - 1, leave.date_to.year + 2)
        }
        domain = Domain.TRUE
        if all(leave.company_id for leave in leaves):
            domain &= Domain("id", "in", leaves.company_id.ids)
        # sudo: every company whose days off change, whichever the user has chosen
        companies = self.env["res.company"].sudo().search(domain)
        companies._workday_changed(years)

from odoo import api, models


class CalendarEvent(models.Model):
    # A visit moved in the calendar is moved; whoever may not change the visit may not here.

    _inherit = "calendar.event"

    def write(self, vals):
        moved = {"start", "stop"} & vals.keys()
        result = super().write(vals)
        if moved and not self.env.su:
            for event, visit in self._visits_behind():
                if (visit.date_start, visit.date_stop) != (event.start, event.stop):
                    visit.write({"date_start": event.start, "date_stop": event.stop})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_visits_of_others(self):
        """:raises AccessError: a meeting stands for a visit that the user may not change"""
        if not self.env.su:
            for _event, visit in self._visits_behind():
                visit._entry_check_target(visit, "write")

    def _visits_behind(self):
        """Return [(meeting, visit)] of the meetings that stand for visits."""
        Visit = self.env["customer.visit"]
        # sudo: which visit it is; the right to move it is checked by writing
        visits_sudo = Visit.sudo().search([("event_id", "in", self.ids)])
        return [(visit.event_id.sudo(False), visit.sudo(False)) for visit in visits_sudo]

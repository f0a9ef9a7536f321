from odoo import models


class CalendarEvent(models.Model):
    # A visit moved in the calendar is moved; whoever may not move the visit may not here.

    _inherit = "calendar.event"

    def write(self, vals):
        moved = {"start", "stop"} & vals.keys()
        result = super().write(vals)
        if moved and not self.env.su:
            for event, visit in self._visits_behind():
                if (visit.date_start, visit.date_stop) != (event.start, event.stop):
                    visit.write({"date_start": event.start, "date_stop": event.stop})
        return result

    def _visits_behind(self):
        """Return [(meeting, visit)] of the meetings that stand for visits."""
        Visit = self.env["customer.visit"]
        # sudo: which visit it is; the right to move it is checked by writing
        visits_sudo = Visit.sudo().search([("event_id", "in", self.ids)])
        return [(visit.event_id.sudo(False), visit.sudo(False)) for visit in visits_sudo]

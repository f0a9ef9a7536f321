from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language

EVENT_FIELDS = {
    "partner_id",
    "date_start",
    "date_stop",
    "user_id",
    "participant_ids",
    "place",
    "purpose",
    "state",
}
# Visits that stand in everybody's calendar.
SHOWN_STATES = ("approved", "done", "reported", "closed")


class CustomerVisit(models.Model):
    """The visit stands in the calendar of those who go, and follows when one of both moves."""

    _inherit = "customer.visit"

    event_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._sync_event()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if EVENT_FIELDS & vals.keys():
            self._sync_event()
        return result

    def unlink(self):
        self.sudo().event_id.unlink()  # the system's own meeting
        return super().unlink()

    def _sync_event(self):
        """Make, move or take away the meetings of these visits."""
        # sudo: the meeting belongs to those who go, whoever plans the visit
        visits_sudo = self.sudo().with_context(**self._event_context())
        to_create = visits_sudo.browse()
        for visit in visits_sudo:
            if visit.state not in SHOWN_STATES:
                visit.event_id.unlink()
            elif visit.event_id:
                vals = visit._prepare_event_vals()
                event = visit.event_id
                changed = {
                    name: vals[name]
                    for name in ("name", "start", "stop")
                    if event[name] != vals[name]
                }
                if set(event.partner_ids.ids) != set(visit._outing_people().partner_id.ids):
                    changed["partner_ids"] = vals["partner_ids"]
                if changed:
                    event.write(changed)
            else:
                to_create |= visit
        events = visits_sudo.env["calendar.event"].create(
            [visit._prepare_event_vals() for visit in to_create]
        )
        for visit, event in zip(to_create, events, strict=True):
            visit.event_id = event

    def _event_context(self):
        """Return the context in which meetings are made: no invitations by mail to colleagues."""
        return {"dont_notify": True, "no_mail_to_attendees": True, "mail_create_nolog": True}

    def _prepare_event_vals(self):
        self.ensure_one()
        kept = in_company_language(self, self.company_id, self.user_id)
        return {
            "name": kept.env._("Visit: %(customer)s", customer=self.partner_id.name),
            "start": self.date_start,
            "stop": self.date_stop,
            "user_id": self.user_id.id,
            "partner_ids": [fields.Command.set(self._outing_people().partner_id.ids)],
            "location": self.place,
            # whoever sees the calendar sees that somebody is out, not why
            "privacy": "confidential",
        }

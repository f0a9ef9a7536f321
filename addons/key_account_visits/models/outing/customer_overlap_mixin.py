from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime, format_list

# Documents with an hour, and the colleagues who are out with the responsible person.
TIMED = {"customer.visit": "participant_ids", "customer.reception": "host_ids"}
SHOWN = 3


class CustomerOverlapMixin(models.AbstractModel):
    """A person is in one place at a time: who is elsewhere at that hour is told, not refused.

    Visits and receptions are looked at together; models say on which fields it depends.
    """

    _name = "customer.overlap.mixin"
    _description = "Outing at an Hour"

    overlap_warning = fields.Char(compute="_compute_overlap_warning", string="At the Same Time")

    @api.depends("date_start", "date_stop", "user_id", "state")
    @api.depends_context("lang", "tz")
    def _compute_overlap_warning(self):
        self.overlap_warning = False
        planned = self.filtered(
            lambda outing: outing.date_start and outing.date_stop and outing.state != "cancelled"
        )
        others_sudo = planned._outings_around()
        for outing in planned:
            people = outing._outing_people()._origin
            elsewhere = [
                (other.date_start, other._outing_people() & people)
                for other in others_sudo
                # sudo: only to compare with those above
                if other != outing._origin.sudo()
                and other.date_start < outing.date_stop
                and other.date_stop > outing.date_start
            ]
            outing.overlap_warning = format_list(
                self.env,
                [
                    f"{format_list(self.env, both.mapped('name'))}"
                    f" ({format_datetime(self.env, moment)})"
                    for moment, both in elsewhere
                    if both
                ][:SHOWN],
            )

    def _outings_around(self):
        """Return the visits and receptions of these people in the time around, one search each."""
        if not self:
            return []
        people = self.env["res.users"].union(*(o._outing_people()._origin for o in self))
        begin, end = min(self.mapped("date_start")), max(self.mapped("date_stop"))
        found = []
        for model, link in TIMED.items():
            domain = (
                Domain("date_start", "<", end)
                & Domain("date_stop", ">", begin)
                & Domain("state", "not in", ("rejected", "cancelled"))
                & (Domain("user_id", "in", people.ids) | Domain(link, "in", people.ids))
            )
            # sudo: where a colleague is at that hour, not why
            found += self.env[model].sudo().search(domain)
        return found

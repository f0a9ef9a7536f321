from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerVisit(models.Model):
    """Visits made on a trip."""

    _inherit = "customer.visit"
    _entry_links = ("partner_id", "trip_id", "request_id")

    trip_id = fields.Many2one(
        "customer.trip",
        string="Trip",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('state', 'not in', ('closed', 'cancelled')), ('company_id', '=', company_id)]",
    )

    @api.constrains("trip_id", "user_id")
    def _check_trip(self):
        for visit in self:
            trip_sudo = visit.trip_id.sudo()  # who travels, whoever plans the visit
            if trip_sudo and not visit._outing_people() & trip_sudo._outing_people():
                raise ValidationError(
                    self.env._(
                        "%(visit)s: nobody of the visit is on the trip %(trip)s.",
                        visit=visit.display_name,
                        trip=trip_sudo.name,
                    )
                )

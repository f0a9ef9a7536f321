from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    customer_position_consent = fields.Boolean(
        string="I Agree That My Position Is Kept at Check-In",
        groups="base.group_user",
        help="Can be withdrawn at any time; positions kept are then erased.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["customer_position_consent"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["customer_position_consent"]

    def write(self, vals):
        result = super().write(vals)
        if vals.get("customer_position_consent") is False:
            # sudo: the person's own positions, kept by the system; withdrawing erases (PIPL 15, 47)
            self.env["customer.trip.checkin"].sudo().search(
                [("user_id", "in", self.ids), ("has_position", "=", True)]
            ).write({"latitude": 0, "longitude": 0, "has_position": False})
        return result

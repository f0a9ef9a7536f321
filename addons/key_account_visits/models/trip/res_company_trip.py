from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_trip_days = fields.Integer(
        string="Days on Trips a Month",
        default=15,
        help="Salespeople are on trips for at least so many days a month.",
        groups="base.group_user",
    )
    customer_checkin_position = fields.Boolean(
        string="Keep Positions",
        help="At check-in the position is kept of those who agreed to it in their preferences.",
        groups="base.group_user",
    )
    customer_checkin_retention = fields.Integer(
        string="Erase Positions after", default=90, help="In days.", groups="base.group_user"
    )

    _customer_trip_days_range = models.Constraint(
        "CHECK(customer_trip_days BETWEEN 0 AND 31)", "A month has 0 to 31 days on trips."
    )
    _customer_checkin_retention_range = models.Constraint(
        "CHECK(customer_checkin_retention BETWEEN 1 AND 365)",
        "Positions are erased after 1 to 365 days.",
    )

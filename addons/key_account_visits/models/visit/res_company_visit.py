from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_visit_two_people = fields.Boolean(
        string="Two at a First Visit",
        default=True,
        help="The first visit to a new customer, and visits to important prospects, are made by "
        "two of us.",
        groups="base.group_user",
    )
    customer_follow_up_days = fields.Integer(
        string="Follow-Up within",
        default=5,
        help="Working days after a visit in which the customer is heard again.",
        groups="base.group_user",
    )

    _customer_follow_up_days_range = models.Constraint(
        "CHECK(customer_follow_up_days BETWEEN 1 AND 60)",
        "Visits are followed up within 1 to 60 working days.",
    )

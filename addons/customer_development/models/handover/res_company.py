from odoo import fields, models


class ResCompany(models.Model):
    # How long giver and receiver look after a customer together (REQ D-17).

    _inherit = "res.company"

    development_transition_days = fields.Integer(
        string="Transition Period (Working Days)",
        default=20,
        help="So many working days after a hand-over both see the customer.",
        groups="base.group_user",
    )

    _development_transition_days_range = models.Constraint(
        "CHECK(development_transition_days >= 0 AND development_transition_days <= 250)",
        "The transition period is between 0 and 250 working days.",
    )

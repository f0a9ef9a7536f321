from odoo import fields, models

DIRECTIONS = [
    ("finance", "Finance and Credit"),
    ("effort", "Effort against Trade"),
    ("value", "Contribution and Value"),
    ("ability", "Technical Demand and Our Ability"),
]


class CustomerDevelopmentCriterion(models.Model):
    """A criterion of the background survey, in one of the four directions of 002 4.1.2 (REQ D-03).

    A new survey takes a snapshot of the active criteria of its company; changing a criterion
    never changes a survey already made.
    """

    _name = "customer.development.criterion"
    _description = "Survey Criterion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    direction = fields.Selection(DIRECTIONS, required=True, default="finance")
    weight = fields.Float(required=True, default=10.0, digits=(6, 2))
    description = fields.Text(
        "How to Score", translate=True, help="What a low and what a high score mean."
    )
    company_id = fields.Many2one("res.company", help="Leave empty to use it in all companies.")
    active = fields.Boolean(default=True)

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "The weight of a survey criterion must be more than zero."
    )

from odoo import fields, models


class CustomerGradingOption(models.Model):
    """A value of a measure that is a text, to choose from in conditions."""

    _name = "customer.grading.option"
    _description = "Value of a Measure"
    _order = "measure, sequence, id"

    measure = fields.Char(required=True, index=True)
    value = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    _value_uniq = models.Constraint(
        "UNIQUE(measure, value)", "This value of the measure exists already."
    )

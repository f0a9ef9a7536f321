from odoo import fields, models
from odoo.exceptions import UserError


class CustomerGradingCondition(models.Model):
    """One condition of a grade (REQ G-02).

    A customer has the best grade of which all conditions of one alternative hold: rows with the
    same number of alternative belong together. A row without a measure takes all others.
    """

    _name = "customer.grading.condition"
    _inherit = ["customer.grading.line.mixin"]
    _description = "Condition of a Grade"
    _order = "grade_sequence, grade_id, alternative, id"

    grade_id = fields.Many2one("customer.grade", required=True, ondelete="restrict")
    grade_sequence = fields.Integer(related="grade_id.sequence", store=True)
    alternative = fields.Integer(
        default=1, help="Rows of a grade with the same number must all hold; any number is enough."
    )
    has_minimum = fields.Boolean(string="Has Minimum", default=True)
    minimum = fields.Float(string="At Least", digits=(16, 2))
    has_maximum = fields.Boolean(string="Has Maximum")
    maximum = fields.Float(string="Below", digits=(16, 2))

    def _check_bounds(self):
        """:raises UserError: a condition that nothing can meet"""
        for condition in self:
            if (
                condition.has_minimum
                and condition.has_maximum
                and condition.minimum >= condition.maximum
            ):
                raise UserError(
                    self.env._(
                        "%(scheme)s, grade %(grade)s: “%(measure)s” from %(minimum)s to below "
                        "%(maximum)s holds for nobody. The first must be the smaller.",
                        scheme=condition.scheme_id.name,
                        grade=condition.grade_id.code,
                        measure=condition._measure_label(),
                        minimum=condition.minimum,
                        maximum=condition.maximum,
                    )
                )

    def _get_data(self, factor):
        """Return the condition as plain data, money by the factor in company currency."""
        self.ensure_one()
        money = factor if self.unit == "money" else 1
        return {
            "measure": self.measure,
            "minimum": self.minimum * money if self.has_minimum else None,
            "maximum": self.maximum * money if self.has_maximum else None,
            "values": self.option_ids.mapped("value"),
        }

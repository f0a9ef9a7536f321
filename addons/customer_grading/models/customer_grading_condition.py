from odoo import fields, models


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

    def _offers_score(self):
        return self.scheme_id.method == "score"

    def _get_problems(self):
        """Return what is wrong with each of these conditions, in words."""
        seen = set()
        for condition in self:
            names = {
                "scheme": condition.scheme_id.name,
                "grade": condition.grade_id.code,
                "measure": condition._measure_label() if condition.measure else "",
            }
            key = (condition.grade_id, condition.alternative, condition.measure)
            if key in seen and condition.measure:
                yield self.env._(
                    "%(scheme)s, grade %(grade)s: “%(measure)s” is asked for twice in the same "
                    "alternative. Enter both limits in one row.",
                    **names,
                )
            elif key in seen:
                yield self.env._(
                    "%(scheme)s, grade %(grade)s: two rows without a measure say the same. "
                    "Delete one.",
                    scheme=names["scheme"],
                    grade=names["grade"],
                )
            seen.add(key)
            yield from condition._limit_problems(names)

    def _limit_problems(self, names):
        low = self.minimum if self.has_minimum else None
        high = self.maximum if self.has_maximum else None
        if not self.measure or self.unit == "text":
            if not self.measure and len(self._same_alternative()) > 1:
                yield self.env._(
                    "%(scheme)s, grade %(grade)s: a row without a measure takes all others and "
                    "stands alone in its alternative. Give it another number, or a measure.",
                    scheme=names["scheme"],
                    grade=names["grade"],
                )
        elif low is None and high is None:
            yield self.env._(
                "%(scheme)s, grade %(grade)s: “%(measure)s” has neither a minimum nor a maximum. "
                "Enter one of them.",
                **names,
            )
        elif low is not None and high is not None and low >= high:
            yield self.env._(
                "%(scheme)s, grade %(grade)s: “%(measure)s” from %(minimum)s to below "
                "%(maximum)s holds for nobody. The first must be the smaller.",
                minimum=low,
                maximum=high,
                **names,
            )
        elif self.measure == "score" and not (
            (low is None or 0 <= low <= 100) and (high is None or 0 < high <= 100)
        ):
            yield self.env._(
                "%(scheme)s, grade %(grade)s: a score is from 0 to 100. Enter limits between.",
                scheme=names["scheme"],
                grade=names["grade"],
            )

    def _same_alternative(self):
        """Return the rows that must hold together with this one, itself included."""
        return self.scheme_id.condition_ids.filtered(
            lambda row: row.grade_id == self.grade_id and row.alternative == self.alternative
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

from odoo import fields, models


class CustomerGradingCriterion(models.Model):
    """One row of points: what a customer gets for a figure from a value on (REQ G-02, S0 八).

    Rows of the same measure make up a criterion; the highest points reached count, times the
    weight of the measure.
    """

    _name = "customer.grading.criterion"
    _inherit = ["customer.grading.line.mixin"]
    _description = "Points of a Score"
    _order = "sequence, measure, points desc, id"

    sequence = fields.Integer(default=10)
    measure = fields.Selection(required=True)
    weight = fields.Float(default=1, help="The same on all rows of the measure.")
    minimum = fields.Float(string="At Least", digits=(16, 2))
    points = fields.Float(help="0 to 100.")

    def _get_problems(self):
        """Return in words which weights or points make no score."""
        for measure, rows in self.grouped("measure").items():
            names = {"scheme": rows.scheme_id.name, "measure": rows[:1]._measure_label()}
            if measure == "score":
                yield self.env._(
                    "%s: the score cannot be a criterion of itself.", rows.scheme_id.name
                )
            if len(set(rows.mapped("weight"))) > 1 or min(rows.mapped("weight")) <= 0:
                yield self.env._(
                    "%(scheme)s: give all rows of “%(measure)s” the same weight, more than 0.",
                    **names,
                )
            if not all(0 <= points <= 100 for points in rows.mapped("points")):
                yield self.env._(
                    "%(scheme)s: the points of “%(measure)s” must be from 0 to 100.", **names
                )
            minimums = rows.mapped("minimum")
            if rows[:1].unit != "text" and len(set(minimums)) < len(minimums):
                yield self.env._(
                    "%(scheme)s: two rows of “%(measure)s” begin at the same value.", **names
                )

    def _get_data(self, factor):
        """Return the criteria as plain data, the highest bands first."""
        data = []
        for measure, rows in self.grouped("measure").items():
            money = factor if rows[:1].unit == "money" else 1
            text = rows[:1].unit == "text"
            data.append(
                {
                    "measure": measure,
                    "weight": rows[0].weight,
                    "bands": [
                        {
                            "minimum": row.minimum * money,
                            "values": row.option_ids.mapped("value"),
                            "points": row.points,
                        }
                        for row in rows.sorted("points" if text else "minimum", reverse=True)
                    ],
                }
            )
        return data

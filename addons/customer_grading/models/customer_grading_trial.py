from odoo import api, fields, models
from odoo.tools import SQL

from .grading_query import grading_query

EXAMPLES = 3
# How many customers get each grade, and, where is_now, how many have it.
TRIED = """
    SELECT grade_id, old_grade_id, GROUPING(grade_id) = 1 AS is_now,
           COUNT(*) AS customers,
           COUNT(*) FILTER (WHERE matches > 1) AS several,
           (array_agg(partner_id ORDER BY value DESC NULLS LAST, partner_id)
           )[1:%(examples)s] AS examples,
           (array_agg(partner_id ORDER BY value DESC NULLS LAST, partner_id)
               FILTER (WHERE matches > 1))[1:%(examples)s] AS several_examples
      FROM (%(query)s) trial
  GROUP BY GROUPING SETS ((grade_id), (old_grade_id))
"""


class CustomerGradingTrial(models.Model):
    """What a scheme said of the customers when it was tried: one row for each grade."""

    _name = "customer.grading.trial"
    _description = "Trial of a Grading Scheme"
    _order = "sequence, id"

    scheme_id = fields.Many2one(
        "customer.grading.scheme", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    grade_id = fields.Many2one("customer.grade", ondelete="cascade", help="Empty: no grade fits.")
    current_count = fields.Integer(
        string="Customers Now", help="How many of the customers tried have the grade today."
    )
    customer_count = fields.Integer(string="Customers")
    share = fields.Float(string="Share (%)", digits=(16, 1))
    several_count = fields.Integer(
        string="Fit Several Grades", help="Customers that meet the conditions of a further grade."
    )
    example_ids = fields.Many2many("res.partner", string="Examples")
    several_ids = fields.Many2many(
        "res.partner", "customer_grading_trial_several_rel", string="Examples of Several Grades"
    )

    @api.model
    def _get_rows(self, definition, scope):
        """Return values of the rows, by one query over all customers of the scope."""
        query = grading_query(self.env, definition, scope)
        self.env.flush_all()  # any addon's documents may be measured
        rows = self.env.execute_query_dict(SQL(TRIED, query=query, examples=EXAMPLES))
        now = {row["old_grade_id"]: row["customers"] for row in rows if row["is_now"]}
        by_grade = {row["grade_id"]: row for row in rows if not row["is_now"]}
        total = sum(now.values()) or 1
        nobody = {"customers": 0, "several": 0, "examples": None, "several_examples": None}
        levels = [level["grade_id"] for level in definition["levels"]]
        # grades that customers have and the scheme does not give
        others = sorted(now.keys() - {*levels, None})
        grades = [*levels, *others, None]
        values = []
        for sequence, grade_id in enumerate(grades):
            row = by_grade.get(grade_id, nobody)
            values.append(
                {
                    "sequence": sequence,
                    "grade_id": grade_id,
                    "current_count": now.get(grade_id, 0),
                    "customer_count": row["customers"],
                    "share": row["customers"] * 100 / total,
                    "several_count": row["several"],
                    "example_ids": [fields.Command.set(row["examples"] or [])],
                    "several_ids": [fields.Command.set(row["several_examples"] or [])],
                }
            )
        return values

from odoo import fields, models


class ResCompany(models.Model):
    # From how many points of the survey on a prospect is A or B (REQ D-18).

    _inherit = "res.company"

    development_grade_a = fields.Float(
        string="Grade A from",
        default=75.0,
        digits=(5, 1),
        help="Points out of 100.",
        groups="base.group_user",
    )
    development_grade_b = fields.Float(
        string="Grade B from",
        default=55.0,
        digits=(5, 1),
        help="Points out of 100.",
        groups="base.group_user",
    )

    _development_grade_order = models.Constraint(
        "CHECK(development_grade_a >= development_grade_b AND development_grade_b >= 0"
        " AND development_grade_a <= 100)",
        "Grade A needs at least as many points as grade B, out of 100.",
    )

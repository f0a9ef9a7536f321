from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import UserError

# Until a customer has bought, its grade follows from what is known of it.
PROSPECTS = ("potential", "interested")


class CustomerDevelopmentSurvey(models.Model):
    """The grade of a prospect by size, fit, potential and decision (000 article 8; REQ D-18).

    It is given with the conclusion and steers how often the prospect is contacted, until grading
    has figures.
    """

    _inherit = "customer.development.survey"

    grade_points = fields.Float(
        "Points for the Grade",
        compute="_compute_grade_points",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Average of the criteria that count for the grade, by weight, out of 100.",
    )
    recommended_grade_id = fields.Many2one(
        "customer.grade", "Recommended Grade", compute="_compute_recommended_grade_id"
    )
    grade_id = fields.Many2one(
        "customer.grade", "Other Grade", index="btree_not_null", ondelete="restrict",
        help="Only where the recommended grade does not fit; then with the reason.",
    )  # fmt: skip
    grade_reason = fields.Char("Reason of the Other Grade")

    @api.depends("score_ids.points", "score_ids.weight", "score_ids.factor")
    def _compute_grade_points(self):
        for survey in self:
            lines = survey.score_ids.filtered(lambda line: line.factor and line.points)
            weight = sum(lines.mapped("weight"))
            points = sum(line.weight * line.points for line in lines)
            survey.grade_points = points / weight if weight else 0.0

    @api.depends("grade_points", "company_id")
    def _compute_recommended_grade_id(self):
        companies = [False, *self.company_id.ids]
        grades = self.env["customer.grade"].search([("company_id", "in", companies)])
        for survey in self:
            own = grades.filtered(
                lambda grade, survey=survey: (
                    not grade.company_id or grade.company_id == survey.company_id
                )
            )
            survey.recommended_grade_id = survey._recommended(own)

    def _recommended(self, grades):
        """Return the grade for the points: the first three grades are A, B and C."""
        if not self.grade_points:
            return grades.browse()
        company = self.company_id or self.env.company
        steps = (company.development_grade_a, company.development_grade_b)
        place = sum(self.grade_points < step for step in steps)
        return grades[: place + 1][-1:]

    @api.constrains("grade_id", "grade_reason")
    def _check_grade_reason(self):
        for survey in self:
            if survey.grade_id and not (survey.grade_reason or "").strip():
                raise UserError(
                    self.env._("Say why the prospect gets another grade than the recommended one.")
                )

    def _conclude(self, conclusion):
        super()._conclude(conclusion)
        if conclusion == "develop":
            self._give_grade()

    def _give_grade(self):
        """Grade the prospect; who has bought is graded by figures."""
        # sudo: the grade follows from the survey, whoever concludes it
        customer_sudo = self.development_id.sudo().commercial_partner_id
        grade = self.grade_id or self.recommended_grade_id
        if not grade or customer_sudo.customer_category not in PROSPECTS:
            return
        kept = in_company_language(self, self.company_id)
        reason = self.grade_reason or kept.env._(
            "Background survey %(number)s: %(points)s points for size, fit, potential and ease "
            "of decision.",
            number=self.number,
            points=round(self.grade_points, 1),
        )
        customer_sudo._customer_set_grade(grade, reason, source="survey")

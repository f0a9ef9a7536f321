from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from .customer_development_criterion import FACTORS


class CustomerDevelopmentScore(models.Model):
    """Scores of a team, and what a criterion says of the grade (REQ D-03, D-18)."""

    _inherit = "customer.development.score"

    factor = fields.Selection(FACTORS, "Counts for the Grade as")
    opinion_ids = fields.One2many("customer.development.opinion", "score_id", "Opinions")

    @api.depends("opinion_ids.score")
    def _compute_points(self):
        """With several surveyors a criterion has the average of their scores."""
        super()._compute_points()
        for line in self:
            if given := [int(score) for score in line.opinion_ids.mapped("score") if score]:
                line.points = sum(given) / len(given) * 20.0

    def write(self, vals):
        if not self.env.su and not {"score", "is_unclear"}.isdisjoint(vals):
            self.check_access("write")  # before any answer that names what is not theirs
            if self.sudo().opinion_ids:  # sudo: whether there is a team
                raise UserError(
                    self.env._(
                        "This survey has several surveyors: each scores in the own opinions, the "
                        "average counts."
                    )
                )
        return super().write(vals)

    def _follow_opinions(self):
        """Write down the average and what is unclear to anybody (superuser)."""
        for line in self.filtered("opinion_ids"):
            given = [int(score) for score in line.opinion_ids.mapped("score") if score]
            average = sum(given) / len(given) if given else 0
            line.write(
                {
                    "score": str(int(float_round(average, 0))) if given else False,
                    "is_unclear": any(line.opinion_ids.mapped("is_unclear")),
                }
            )

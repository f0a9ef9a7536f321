from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_development_criterion import DIRECTIONS


class CustomerDevelopmentScore(models.Model):
    """Score of one criterion in a survey; a snapshot of the criterion (002 4.1.2; REQ D-03)."""

    _name = "customer.development.score"
    _inherit = ["customer.entry.mixin"]
    _description = "Survey Score"
    _entry_links = ("survey_id",)
    _order = "sequence, id"

    survey_id = fields.Many2one(
        "customer.development.survey", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "customer.development.criterion", "Taken from", ondelete="set null"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Criterion", required=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="finance")
    weight = fields.Float(required=True, default=10.0, digits=(6, 2))
    score = fields.Selection(
        [("1", "1 Poor"), ("2", "2 Weak"), ("3", "3 Fair"), ("4", "4 Good"), ("5", "5 Excellent")]
    )
    is_unclear = fields.Boolean(
        "Unclear", help="What we know is not enough: a special survey has to clear it."
    )
    remark = fields.Text()
    points = fields.Float(compute="_compute_points", digits=(6, 1), help="Out of 100.")

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "The weight of a survey criterion must be more than zero."
    )

    @api.depends("score")
    def _compute_points(self):
        for line in self:
            line.points = int(line.score) * 20.0 if line.score else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_survey_open()
        return lines

    def write(self, vals):
        self.check_access("write")  # before any answer that names what is not theirs
        # The criteria and their weights are the administrator's; people give scores.
        if not self.env.su and not vals.keys() <= {"score", "is_unclear", "remark"}:
            raise AccessError(
                self.env._("Criteria and weights are set by an administrator, not in a survey.")
            )
        self._check_survey_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_survey_open(self):
        self._check_survey_open()

    def _check_survey_open(self):
        if self.survey_id.filtered(lambda survey: survey.state == "concluded"):
            raise UserError(
                self.env._("This survey is concluded. Make a special survey to change the scores.")
            )

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CustomerDevelopmentOpinion(models.Model):
    """What one of several surveyors says of one criterion (002 4.2.2 团队评审; REQ D-03).

    Made by the system for everybody who is named as a surveyor; each writes only the own ones.
    """

    _name = "customer.development.opinion"
    _inherit = ["customer.entry.mixin"]
    _description = "Opinion of a Surveyor"
    _order = "survey_id, user_id, sequence, id"

    _entry_links = ("score_id",)
    # surveyors read the survey; what they write is theirs alone
    _entry_right = "read"
    _entry_system_fields = frozenset({"score_id", "user_id"})

    score_id = fields.Many2one(
        "customer.development.score", "Score Line", required=True, index=True, ondelete="cascade"
    )
    survey_id = fields.Many2one(related="score_id.survey_id", store=True, index=True)
    company_id = fields.Many2one(related="score_id.survey_id.company_id", store=True, index=True)
    sequence = fields.Integer(related="score_id.sequence", store=True)
    direction = fields.Selection(related="score_id.direction")
    name = fields.Char(related="score_id.name")
    user_id = fields.Many2one("res.users", "Surveyor", required=True, index=True)
    score = fields.Selection(
        [("1", "1 Poor"), ("2", "2 Weak"), ("3", "3 Fair"), ("4", "4 Good"), ("5", "5 Excellent")]
    )
    is_unclear = fields.Boolean(
        "Unclear", help="What we know is not enough: a special survey has to clear it."
    )
    remark = fields.Text()

    _once = models.Constraint(
        "UNIQUE(score_id, user_id)", "A surveyor has one opinion on each criterion."
    )

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            if self.filtered(lambda opinion: opinion.user_id != self.env.user):
                raise AccessError(self.env._("Every surveyor writes the own opinions."))
            # sudo: whether the survey is still open
            if self.sudo().survey_id.filtered(lambda survey: survey.state == "concluded"):
                raise UserError(
                    self.env._("This survey is concluded. Opinions are no longer taken.")
                )
        result = super().write(vals)
        if not {"score", "is_unclear"}.isdisjoint(vals):
            # sudo: the score of the survey follows from the opinions, whoever gives one
            self.sudo().score_id._follow_opinions()
            self.sudo().survey_id._opinions_given(self.env.user)
        return result

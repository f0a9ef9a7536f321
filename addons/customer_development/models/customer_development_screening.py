from odoo import api, fields, models


class CustomerDevelopment(models.Model):
    """The surveys of a prospect and the latest result (002 4.2; REQ D-03)."""

    _inherit = "customer.development"

    survey_ids = fields.One2many("customer.development.survey", "development_id", "Surveys")
    survey_score = fields.Float(
        compute="_compute_survey", store=True, digits=(5, 1), aggregator="avg"
    )
    survey_conclusion = fields.Selection(
        [("develop", "Develop"), ("resurvey", "Survey Again"), ("drop", "Drop")],
        compute="_compute_survey",
        store=True,
    )
    survey_is_open = fields.Boolean(compute="_compute_survey", store=True)

    @api.depends("survey_ids.state", "survey_ids.conclusion", "survey_ids.score")
    def _compute_survey(self):
        for development in self:
            surveys = development.survey_ids.sorted("number")
            last = surveys.filtered(lambda survey: survey.state == "concluded")[-1:]
            development.survey_score = last.score
            development.survey_conclusion = last.conclusion
            development.survey_is_open = "draft" in surveys.mapped("state")

    def action_survey(self):
        """Open the survey that is being made, or start one."""
        self.ensure_one()
        self._check_transition("survey")
        survey = self.survey_ids.filtered(lambda s: s.state == "draft")[:1]
        if not survey:
            survey = self.env["customer.development.survey"].create({"development_id": self.id})
        return survey._open_form()

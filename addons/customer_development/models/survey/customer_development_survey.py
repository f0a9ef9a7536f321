from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

ACTIVITY = "customer_development.mail_activity_survey_opinion"


class CustomerDevelopmentSurvey(models.Model):
    """A team of surveyors, the evidence, and lessons of before (002 4.2.2 to 4.2.4; REQ D-03)."""

    _inherit = ["customer.development.survey", "customer.development.files.mixin"]
    _name = "customer.development.survey"

    surveyor_ids = fields.Many2many(
        "res.users",
        "customer_development_survey_surveyor_rel",
        "survey_id",
        "user_id",
        string="Survey Team",
        domain="[('share', '=', False)]",
        help="Several people score by themselves; the average counts. Empty: one survey for all.",
    )
    attachment_ids = fields.Many2many(string="Evidence")
    opinion_ids = fields.One2many("customer.development.opinion", "survey_id", "Opinions")
    my_opinion_ids = fields.One2many(
        "customer.development.opinion", compute="_compute_my_opinion_ids", string="My Scores"
    )
    waiting_for = fields.Char("Still to Score", compute="_compute_waiting_for")
    kind_id = fields.Many2one(related="development_id.kind_id")
    lesson_ids = fields.Many2many(
        "customer.development.lesson", compute="_compute_lesson_ids", string="Lessons of Before"
    )

    @api.depends("opinion_ids.user_id")
    @api.depends_context("uid")
    def _compute_my_opinion_ids(self):
        for survey in self:
            survey.my_opinion_ids = survey.opinion_ids.filtered(
                lambda opinion: opinion.user_id == self.env.user
            )

    @api.depends("opinion_ids.score", "opinion_ids.is_unclear")
    def _compute_waiting_for(self):
        for survey in self:
            names = survey._surveyors_to_score().mapped("name")
            survey.waiting_for = format_list(self.env, names) if names else False

    @api.depends("development_id")
    def _compute_lesson_ids(self):
        lessons = self.env["customer.development.lesson"]
        able = lessons.has_access("read")
        found = lessons._like(self.development_id) if able else {}
        for survey in self:
            survey.lesson_ids = found.get(survey.development_id._origin)

    def _surveyors_to_score(self):
        """Return who has not given all scores; what is unclear needs none."""
        self.ensure_one()
        # sudo: who of the team still has to write
        open_sudo = self.sudo().opinion_ids.filtered(
            lambda opinion: not opinion.score and not opinion.is_unclear
        )
        return open_sudo.user_id

    @api.model_create_multi
    def create(self, vals_list):
        surveys = super().create(vals_list)
        surveys.filtered("surveyor_ids")._sync_opinions()
        return surveys

    def write(self, vals):
        result = super().write(vals)
        if "surveyor_ids" in vals:
            self._sync_opinions()
        return result

    def _sync_opinions(self):
        """Give every surveyor a line for each criterion, and take those of others away."""
        # sudo: the lines are the system's to make; who may change the survey chooses the team
        for survey_sudo in self.sudo():
            people = survey_sudo.surveyor_ids
            others = survey_sudo.opinion_ids.filtered(
                lambda one, people=people: one.user_id not in people
            )
            others.unlink()
            known = {(one.score_id, one.user_id) for one in survey_sudo.opinion_ids}
            survey_sudo.opinion_ids.create(
                [
                    {"score_id": line.id, "user_id": user.id, **survey_sudo._known_score(line)}
                    for line in survey_sudo.score_ids
                    for user in people
                    if (line, user) not in known
                ]
            )
            survey_sudo.score_ids._follow_opinions()
            survey_sudo._ask_surveyors()

    def _known_score(self, line):
        """What was clear in the survey before is taken over by everybody of the team."""
        return {"score": line.score} if self.kind == "special" and line.score else {}

    def _ask_surveyors(self):
        """Ask whoever still has to score, once (superuser)."""
        development = self.development_id
        kind = self.env.ref(ACTIVITY)
        asked = development.activity_ids.filtered(lambda one: one.activity_type_id == kind)
        waiting = self._surveyors_to_score()
        asked.filtered(lambda one: one.user_id not in waiting).unlink()
        for user in waiting - asked.exists().user_id - self.env.user:
            told = for_reader(development, user)
            told.activity_schedule(
                ACTIVITY, user_id=user.id, summary=told.env._("Score the background survey")
            )

    def _opinions_given(self, user):
        """Who has scored everything is asked no more (superuser)."""
        kind = self.env.ref(ACTIVITY)
        for survey in self:
            if user not in survey._surveyors_to_score():
                mine = survey.development_id.activity_ids.filtered(
                    lambda one: one.activity_type_id == kind and one.user_id == user
                )
                mine.action_feedback()

    def _check_may_conclude(self):
        super()._check_may_conclude()
        if people := self._surveyors_to_score():
            raise UserError(
                self.env._(
                    "These surveyors have not scored everything yet: %(people)s. Wait for them, "
                    "or take them out of the team.",
                    people=format_list(self.env, people.mapped("name")),
                )
            )

    def _take_up_previous(self):
        """The same team surveys again what was unclear."""
        super()._take_up_previous()
        previous = (self.development_id.survey_ids - self).sorted("number")[-1:]
        if previous.surveyor_ids and not self.surveyor_ids:
            self.surveyor_ids = [Command.set(previous.surveyor_ids.filtered("active").ids)]

    def _prepare_scores(self):
        """Criteria of the kind of customer; each says what it counts for."""
        lines = super()._prepare_scores()
        criteria = self.env["customer.development.criterion"].browse(
            [line["criterion_id"] for line in lines]
        )
        wanted = criteria._of_kind(self.development_id.kind_id)
        factors = {criterion.id: criterion.factor for criterion in wanted}
        lines = [
            {**line, "factor": factors[line["criterion_id"]]}
            for line in lines
            if line["criterion_id"] in factors
        ]
        if not lines:
            raise UserError(
                self.env._(
                    "There are no survey criteria for this kind of customer. Ask an "
                    "administrator for them."
                )
            )
        return lines

    def _renew_criteria(self):
        """Take the criteria of another kind of customer; what was scored stays (superuser)."""
        for survey in self:
            wanted = {line["criterion_id"]: line for line in survey._prepare_scores()}
            survey.score_ids.filtered(
                lambda line, wanted=wanted: (
                    line.criterion_id.id not in wanted and not line.score and not line.remark
                )
            ).unlink()
            present = survey.score_ids.criterion_id.ids
            survey.score_ids.create(
                [line for criterion, line in wanted.items() if criterion not in present]
            )
            if survey.surveyor_ids:
                survey._sync_opinions()

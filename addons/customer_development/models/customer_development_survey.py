from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare, format_list

# What a new survey is, whatever a client sends; its buttons move it on.
NOT_CONCLUDED = {
    "state": "draft",
    "conclusion": False,
    "concluded_on": False,
    "number": 1,
    "kind": "background",
}


class CustomerDevelopmentSurvey(models.Model):
    """Background survey of a prospect: weighted scores and what follows from them.

    002 4.1.2 (four directions), 4.2.4 (unclear points need a special survey); 000 article 7
    clause 3 (REQ D-03). A concluded survey never changes; its conclusion moves the development.
    """

    _name = "customer.development.survey"
    _inherit = ["customer.entry.mixin", "customer.development.contact.mixin"]
    _description = "Background Survey"
    _entry_links = ("development_id",)
    _order = "development_id, number desc, id desc"

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    number = fields.Integer("No.", readonly=True, default=1)
    kind = fields.Selection(
        [("background", "Background Survey"), ("special", "Special Survey")],
        required=True,
        default="background",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Surveyed by", required=True, default=lambda self: self.env.user
    )
    date = fields.Date(
        "Survey Date", required=True, default=lambda self: self.env.company._workday_today()
    )
    method = fields.Selection(
        string="Customer Asked by",
        help="When the customer was visited, called or written to for the survey: it is then "
        "put on record as a contact with the customer. Empty: only other sources were used.",
    )
    score_ids = fields.One2many("customer.development.score", "survey_id", "Scores")
    score = fields.Float(
        "Weighted Score",
        compute="_compute_score",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Average of the scored criteria by weight, out of 100.",
    )
    unclear_count = fields.Integer("Unclear Points", compute="_compute_score", store=True)
    findings = fields.Text(help="What was found, and the reason of the conclusion.")
    conclusion = fields.Selection(
        [("develop", "Develop"), ("resurvey", "Survey Again"), ("drop", "Drop")],
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [("draft", "Open"), ("concluded", "Concluded")],
        "Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    concluded_on = fields.Date(readonly=True, copy=False)

    @api.depends("score_ids.points", "score_ids.weight", "score_ids.is_unclear")
    def _compute_score(self):
        for survey in self:
            scored = survey.score_ids.filtered("points")
            weight = sum(scored.mapped("weight"))
            points = sum(line.weight * line.points for line in scored)
            survey.score = points / weight if weight else 0.0
            survey.unclear_count = len(survey.score_ids.filtered("is_unclear"))

    @api.depends("number", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for survey in self:
            # while a form is being filled in, there may be no kind yet
            survey.display_name = f"{kinds.get(survey.kind, '')} {survey.number}".strip()

    # ------------------------------------------------------------------ create and write
    @api.model_create_multi
    def create(self, vals_list):
        """Number the surveys of each development and give them the criteria to score."""
        if not self.env.su:
            for vals in vals_list:
                self._refuse_results(vals)
            # defaults of the context, or stored ones, conclude nothing either
            vals_list = [{**vals, **NOT_CONCLUDED} for vals in vals_list]
        surveys = super().create(vals_list)
        surveys.development_id._check_transition("survey")
        # sudo: number and kind follow from the surveys before, whoever may see them
        for survey_sudo in surveys.sudo():
            survey_sudo._take_up_previous()
        return surveys

    def write(self, vals):
        if not self.env.su:
            self._refuse_results(vals)
            if "development_id" in vals:
                raise AccessError(self.env._("A survey stays with its development."))
            if self.filtered(lambda survey: survey.state == "concluded"):
                raise UserError(
                    self.env._("This survey is concluded. Make a special survey instead.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if self.filtered(lambda survey: survey.state == "concluded"):
            raise UserError(self.env._("A concluded survey is kept."))

    def _refuse_results(self, vals):
        if (NOT_CONCLUDED.keys() | {"score", "unclear_count"}) & vals.keys():
            raise AccessError(self.env._("A survey is concluded with its buttons only."))

    def _take_up_previous(self):
        """Be a special survey when there is a survey before: clear points are taken over."""
        self.ensure_one()
        earlier = self.development_id.survey_ids - self
        if earlier.filtered(lambda survey: survey.state == "draft"):
            raise UserError(self.env._("Conclude the open survey before you start another."))
        previous = earlier.sorted("number")[-1:]
        self.write(
            {
                "number": (previous.number or 0) + 1,
                "kind": "special" if previous else "background",
            }
        )
        if previous:
            lines = [
                line.copy_data({"survey_id": self.id, "is_unclear": False})[0]
                | ({"score": False} if line.is_unclear else {})
                for line in previous.score_ids
            ]
        else:
            lines = self._prepare_scores()
        self.env["customer.development.score"].create(lines)

    def _prepare_scores(self):
        criteria = self.env["customer.development.criterion"].search(
            [("company_id", "in", [False, self.development_id.company_id.id])]
        )
        if not criteria:
            raise UserError(
                self.env._("There are no survey criteria yet. Ask an administrator for them.")
            )
        return [
            {
                "survey_id": self.id,
                "criterion_id": criterion.id,
                "sequence": criterion.sequence,
                "name": criterion.with_context(lang=self.user_id.lang).name,
                "direction": criterion.direction,
                "weight": criterion.weight,
            }
            for criterion in criteria
        ]

    # ------------------------------------------------------------------ conclusion
    def action_develop(self):
        """Conclude that the customer is worth developing."""
        self.ensure_one()
        self._check_may_conclude()
        if unclear := self.score_ids.filtered("is_unclear"):
            raise UserError(
                self.env._(
                    "These points are unclear, so a special survey is needed first: %(points)s.",
                    points=format_list(self.env, unclear.mapped("name")),
                )
            )
        if unscored := self.score_ids.filtered(lambda line: not line.score):
            raise UserError(
                self.env._(
                    "Not scored yet: %(points)s.",
                    points=format_list(self.env, unscored.mapped("name")),
                )
            )
        passing = self.company_id.development_pass_score
        below = float_compare(self.score, passing, precision_digits=1) < 0
        if below and not (self.findings or "").strip():
            raise UserError(
                self.env._(
                    "The score %(score)s is below %(passing)s. "
                    "Write the reason why the customer is to be developed all the same.",
                    score=round(self.score, 1),
                    passing=passing,
                )
            )
        self._conclude("develop")
        return self._open_development()

    def action_resurvey(self):
        """Conclude that unclear points need a special survey, and open it (002 4.2.4)."""
        self.ensure_one()
        self._check_may_conclude()
        if not self.unclear_count:
            raise UserError(
                self.env._("Mark the points that are unclear; the special survey is about them.")
            )
        self._conclude("resurvey")
        survey = self.create({"development_id": self.development_id.id})
        return survey._open_form()

    def action_drop(self):
        """Conclude that the customer is not to be developed, and drop it."""
        self.ensure_one()
        self._check_may_conclude()
        if not (self.findings or "").strip():
            raise UserError(self.env._("Write the reason why the customer is dropped."))
        self._conclude("drop")
        return self._open_development()

    def _check_may_conclude(self):
        self.development_id._check_transition("survey")
        if self.state == "concluded":
            raise UserError(self.env._("This survey is already concluded."))
        if not self.score_ids:
            raise UserError(self.env._("A survey needs at least one criterion."))

    def _conclude(self, conclusion):
        # sudo: a survey is concluded by its buttons only; rights were checked by the caller
        self.sudo().write(
            {
                "state": "concluded",
                "conclusion": conclusion,
                "concluded_on": self.env.company._workday_today(),
            }
        )
        self.filtered("method")._sync_interactions()
        # sudo: as above; the result goes to the development with it
        development_sudo = self.development_id.sudo()
        kept = in_company_language(self, development_sudo.company_id).env
        labels = dict(self._fields["conclusion"]._description_selection(kept))
        development_sudo.message_post(
            body=kept._(
                "%(survey)s: %(conclusion)s, score %(score)s.",
                survey=self.display_name,
                conclusion=labels[conclusion],
                score=round(self.score, 1),
            )
        )
        if conclusion == "drop":
            development_sudo._development_close("dropped", self.findings)
        elif conclusion == "develop" and development_sudo.state == "registered":
            development_sudo._approval_set_state("surveyed")
        elif conclusion == "resurvey" and development_sudo.state != "registered":
            development_sudo._approval_set_state("registered")

    def _prepare_interaction_vals(self):
        return {
            **super()._prepare_interaction_vals(),
            "summary": "\n".join(filter(None, (self.display_name, self.findings))),
        }

    def _open_development(self):
        """Go back to where the survey is part of: what follows is done there."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.development",
            "res_id": self.development_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

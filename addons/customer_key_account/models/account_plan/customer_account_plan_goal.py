from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from .plan_terms import AMBER_FROM, LIGHTS


class CustomerAccountPlanGoal(models.Model):
    """One aim of an account plan: a figure of the ERP, what it is to be, and what it is now."""

    _name = "customer.account.plan.goal"
    _inherit = ["customer.entry.mixin"]
    _description = "Aim of an Account Plan"
    _order = "plan_id, sequence, id"
    _entry_links = ("plan_id",)
    _entry_system_fields = frozenset({"final_value", "has_final"})

    plan_id = fields.Many2one(
        "customer.account.plan", "Account Plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    measure = fields.Selection(selection="_selection_measure", required=True)
    measure_name = fields.Char("Aim", compute="_compute_measure_name")
    definition = fields.Text("What Is Counted", compute="_compute_measure_name")
    note = fields.Char("Why")
    target = fields.Float(required=True, digits=(16, 2), aggregator=None)
    value = fields.Float("Now", compute="_compute_value", digits=(16, 2))
    target_text = fields.Char("Wanted", compute="_compute_value")
    value_text = fields.Char("Present Value", compute="_compute_value")
    progress = fields.Float("Reached (%)", compute="_compute_value", digits=(16, 1))
    light = fields.Selection(LIGHTS, "Light", compute="_compute_value")
    light_reason = fields.Char("Reason", compute="_compute_value")
    # of a closed plan the figures stay as they were then
    has_final = fields.Boolean(readonly=True, copy=False)
    final_value = fields.Float(readonly=True, copy=False, digits=(16, 2), aggregator=None)

    _target_positive = models.Constraint(
        "CHECK(target >= 0)", "What is wanted must not be negative."
    )
    _once = models.UniqueIndex(
        "(plan_id, measure)", "The plan has an aim for this figure already. Change that one."
    )

    @api.model
    def _selection_measure(self):
        measures = self.env["customer.account.plan.measure"]._plan_measures()
        return [(one.code, self.env._(one.label)) for one in measures]

    @api.depends("measure")
    @api.depends_context("lang")
    def _compute_measure_name(self):
        known = {
            one.code: one for one in self.env["customer.account.plan.measure"]._plan_measures()
        }
        for goal in self:
            measure = known.get(goal.measure)
            goal.measure_name = self.env._(measure.label) if measure else goal.measure
            goal.definition = measure and self.env._(measure.definition)

    @api.constrains("target", "measure")
    def _check_target(self):
        for goal in self:
            measure = self.env["customer.account.plan.measure"]._plan_measure(goal.measure)
            if measure and not measure.less_is_better and not goal.target:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: enter what is wanted for “%(aim)s”.",
                        plan=goal.plan_id.display_name,
                        aim=goal.measure_name,
                    )
                )

    # ------------------------------------------------------------------ present value
    @api.depends(
        "measure",
        "target",
        "has_final",
        "plan_id.date_from",
        "plan_id.date_to",
        "plan_id.annual_need",
        "plan_id.person_ids.in_touch",
    )
    @api.depends_context("lang")
    def _compute_value(self):
        measures = self.env["customer.account.plan.measure"]
        values = {
            code: measures._plan_values(code, goals.plan_id._origin)
            for code, goals in self.grouped("measure").items()
        }
        for goal in self:
            measure = measures._plan_measure(goal.measure)
            value = values[goal.measure].get(goal.plan_id._origin.id)
            if goal.has_final:
                value = goal.final_value
            goal.value = value or 0.0
            goal.target_text = goal._figure_text(measure, goal.target)
            goal.value_text = "" if value is None else goal._figure_text(measure, value)
            goal.progress = goal.value / goal.target * 100 if goal.target else 0.0
            goal.light, goal.light_reason = goal._judge(measure, value)

    def _figure_text(self, measure, value):
        """Return a figure with its unit, as people read it; a part of a count has a decimal."""
        if measure and measure.unit == "money":
            currency = self.plan_id.currency_id or self.env.company.currency_id
            return formatLang(self.env, value, currency_obj=currency)
        if measure and measure.unit == "percent":
            return f"{formatLang(self.env, value, digits=1)} %"
        return formatLang(self.env, value, digits=0 if round(value, 1) == round(value) else 1)

    def _judge(self, measure, value):
        """Return (light, reason): the figure beside what it should be by today."""
        if not self.measure:  # a line being filled in
            return "grey", False
        if not measure:
            return "grey", self.env._(
                "The figure “%(code)s” is gone: the addon it came from is no longer installed.",
                code=self.measure,
            )
        name = self.env._(measure.label)
        if value is None:
            return "grey", self.env._(
                "%(aim)s: not known yet. Enter the customer's need or the people it is about.",
                aim=name,
            )
        due = self.target * (self._elapsed() if measure.adds_up else 1.0)
        if measure.less_is_better:
            light = "green" if value <= due else "amber" if value <= self.target else "red"
        else:
            light = "green" if value >= due else "amber" if value >= due * AMBER_FROM else "red"
        figures = {
            "aim": name,
            "value": self._figure_text(measure, value),
            "due": self._figure_text(measure, due),
            "target": self._figure_text(measure, self.target),
        }
        if measure.less_is_better:
            return light, self.env._(
                "%(aim)s: %(value)s, by today at most %(due)s of %(target)s.", **figures
            )
        return light, self.env._("%(aim)s: %(value)s, by today %(due)s of %(target)s.", **figures)

    def _elapsed(self):
        """Return the part of the plan's period that is over, today included."""
        plan = self.plan_id
        if not plan.date_from or not plan.date_to:
            return 1.0
        today = (plan.company_id or self.env.company)._workday_today()
        days = (plan.date_to - plan.date_from).days + 1
        return min(max((today - plan.date_from).days + 1, 0), days) / max(days, 1)

    def _keep_values(self):
        """Keep the present values: what happens after the plan is closed changes them no more."""
        for goal in self:
            # sudo: written by closing the plan only
            goal.sudo().write({"final_value": goal.value, "has_final": True})

    # ------------------------------------------------------------------ lines of a closed plan
    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        if not self.env.su:
            goals.plan_id._check_running({"goal_ids": True})
        return goals

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self.plan_id._check_running({"goal_ids": True})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_running(self):
        if not self.env.su:
            self.plan_id._check_running({"goal_ids": True})

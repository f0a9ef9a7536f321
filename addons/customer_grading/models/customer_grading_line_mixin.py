from odoo import api, fields, models

from .customer_grading_measure import SCORE


class CustomerGradingLineMixin(models.AbstractModel):
    """A row of a scheme about one measure: a condition, or points."""

    _name = "customer.grading.line.mixin"
    _description = "Row of a Grading Scheme"

    scheme_id = fields.Many2one(
        "customer.grading.scheme", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    measure = fields.Selection(selection="_selection_measure")
    measures_offered = fields.Json(compute="_compute_measures_offered")
    unit = fields.Char(compute="_compute_unit")
    definition = fields.Text(string="What Is Counted", compute="_compute_unit")
    option_ids = fields.Many2many(
        "customer.grading.option",
        string="Values",
        domain="[('measure', '=', measure)]",
        help="For measures that are texts: any of these.",
    )

    @api.model
    def _selection_measure(self):
        measures = self.env["customer.grading.measure"]._get_measures()
        return [(code, self.env._(measure.label)) for code, measure in measures.items()]

    @api.depends("scheme_id.method")
    def _compute_measures_offered(self):
        """Offer the score only where there is one: the form shows no choice that is refused."""
        codes = list(self.env["customer.grading.measure"]._get_measures())
        for line in self:
            line.measures_offered = [
                code for code in codes if code != SCORE.code or line._offers_score()
            ]

    def _offers_score(self):
        """Tell whether the score can be the measure of this row."""
        return False

    @api.depends("measure")
    @api.depends_context("lang")
    def _compute_unit(self):
        measures = self.env["customer.grading.measure"]._get_measures()
        for line in self:
            measure = measures.get(line.measure)
            line.unit = measure and measure.unit
            line.definition = measure and self.env._(measure.definition)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.scheme_id._check_draft()
        return lines

    def write(self, vals):
        self.scheme_id._check_draft()
        result = super().write(vals)
        self.scheme_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_draft(self):
        self.scheme_id._check_draft()

    def _option_problems(self):
        """Return in words where a text has no values, or values of another measure."""
        for line in self:
            names = {"scheme": line.scheme_id.name, "measure": line._measure_label()}
            if line.unit == "text" and not line.option_ids:
                yield self.env._("%(scheme)s: choose the values of “%(measure)s”.", **names)
            if line.option_ids and set(line.option_ids.mapped("measure")) != {line.measure}:
                yield self.env._(
                    "%(scheme)s: the values chosen for “%(measure)s” belong to another "
                    "measure. Choose them again.",
                    **names,
                )

    def _measure_label(self):
        return dict(self._selection_measure()).get(self.measure, self.measure)

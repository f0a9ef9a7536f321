from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_grading_measure import SCORE


class CustomerGradingScheme(models.Model):
    """What is wrong with a scheme: told on its form when it is saved, refused when it is tried.

    The simulator has its changed thresholds checked by the same rules.
    """

    _inherit = "customer.grading.scheme"

    problems = fields.Text(
        string="To Be Mended",
        compute="_compute_problems",
        help="What must be mended before the scheme can be tried and used.",
    )

    @api.depends(
        "state", "method", "currency_id", "company_id", "condition_ids.grade_id",
        "condition_ids.alternative", "condition_ids.measure", "condition_ids.has_minimum",
        "condition_ids.minimum", "condition_ids.has_maximum", "condition_ids.maximum",
        "condition_ids.option_ids", "criterion_ids.measure", "criterion_ids.weight",
        "criterion_ids.minimum", "criterion_ids.points", "criterion_ids.option_ids",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_problems(self):
        for scheme in self:
            composed = scheme.state == "draft" and scheme.condition_ids
            scheme.problems = "\n".join(scheme._get_problems()) if composed else False

    def _check_definition(self):
        """Check a scheme before it grades anybody.

        :raises UserError: all that is wrong with it, in the user's words
        """
        self.ensure_one()
        problems = self._get_problems()
        if problems:
            raise UserError("\n".join(problems))
        self._get_factor(self.company_id._workday_today())

    def _get_problems(self):
        """Return sentences that say what is wrong with the scheme."""
        self.ensure_one()
        conditions, criteria = self.condition_ids, self.criterion_ids
        if not conditions:
            return [self.env._("%s has no conditions. Say what each grade asks for.", self.name)]
        codes = {*conditions.mapped("measure"), *criteria.mapped("measure")} - {False}
        unknown = self.env["customer.grading.measure"]._unknown_measures(codes)
        if unknown:
            return [unknown]
        return [
            *self._foreign_grades(),
            *self._method_problems(),
            *conditions._get_problems(),
            *conditions._option_problems(),
            *criteria._option_problems(),
            *criteria._get_problems(),
            *self._level_problems(self._get_levels(1)),
        ]

    def _foreign_grades(self):
        for grade in self.condition_ids.grade_id:
            if grade.company_id not in (self.env["res.company"], self.company_id):
                yield self.env._(
                    "%(scheme)s: grade %(grade)s belongs to another company.",
                    scheme=self.name,
                    grade=grade.code,
                )

    def _method_problems(self):
        scored = any(row.measure == SCORE.code for row in self.condition_ids)
        if (self.method == "score") != scored or (
            self.method == "score" and not self.criterion_ids
        ):
            yield self.env._(
                "%s: a weighted score needs points, and grades that ask for a score; a scheme "
                "of conditions asks for none.",
                self.name,
            )

    def _level_problems(self, levels):
        """Return what is wrong with grades as plain data, see ``_get_levels``."""
        return [*self._rest_problems(levels), *self._overlaps(levels)]

    def _rest_problems(self, levels):
        """One grade takes all others, the worst; conditions after it would never be asked."""
        rests = [level for level in levels if not all(level["alternatives"])]
        for level in rests:
            if len(level["alternatives"]) > 1:
                yield self.env._(
                    "%(scheme)s: grade %(grade)s takes all others, so that its conditions mean "
                    "nothing. Delete them, or the row without a measure.",
                    scheme=self.name,
                    grade=level["code"],
                )
        for level, following in zip(rests, rests[1:], strict=False):
            yield self.env._(
                "%(scheme)s: grades %(first)s and %(second)s both take all others. Only one can.",
                scheme=self.name,
                first=level["code"],
                second=following["code"],
            )
        if len(rests) == 1 and rests[0] is not levels[-1]:
            yield self.env._(
                "%(scheme)s: grade %(rest)s takes all others, so that nobody gets grade "
                "%(worse)s. Only the last grade can take all others.",
                scheme=self.name,
                rest=rests[0]["code"],
                worse=levels[-1]["code"],
            )

    def _overlaps(self, levels):
        """Two grades whose only condition claims the same figures."""
        single = {}
        for level in levels:
            if len(level["alternatives"]) == 1 and len(level["alternatives"][0]) == 1:
                [[condition]] = level["alternatives"]
                if not condition["values"]:
                    single.setdefault(condition["measure"], []).append((level, condition))
        for rows in single.values():
            for (better, high), (worse, low) in zip(rows, rows[1:], strict=False):
                codes = {"better": better["code"], "worse": worse["code"]}
                if high["minimum"] is None or (
                    low["minimum"] is not None and low["minimum"] >= high["minimum"]
                ):
                    yield self.env._(
                        "%(scheme)s: grade %(worse)s asks for as much as grade %(better)s or "
                        "more. The better grade comes first and asks for more.",
                        scheme=self.name,
                        **codes,
                    )
                elif low["maximum"] is not None and low["maximum"] > high["minimum"]:
                    yield self.env._(
                        "%(scheme)s: grades %(better)s and %(worse)s overlap. Grade %(worse)s "
                        "must end where grade %(better)s begins.",
                        scheme=self.name,
                        **codes,
                    )

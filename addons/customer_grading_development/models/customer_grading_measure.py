from odoo import models
from odoo.addons.customer_grading.models.grading_registry import Measure, measures
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class CustomerGradingMeasure(models.AbstractModel):
    """What is known before there are figures: expected sales (S1 三(二)1), the survey (S0 八)."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "expected_sales",
            _lt("Expected Annual Sales"),
            "money",
            _lt(
                "Of the customer's newest development application that was approved by the date "
                "of the run."
            ),
        ),
        sequence=70,
    )
    def _measure_expected_sales(self, scope):
        return SQL(
            """
            SELECT DISTINCT ON (development.commercial_partner_id)
                   development.commercial_partner_id AS partner_id,
                   development.expected_sales_company AS expected_sales
              FROM customer_development development
              JOIN customer_approval approval ON approval.id = development.approval_id
             WHERE approval.state = 'approved' AND approval.ended_on < %(end)s
               AND development.company_id = %(company)s
               AND development.date <= %(until)s%(among)s
          ORDER BY development.commercial_partner_id, development.date DESC, development.id DESC
            """,
            company=scope.company.id,
            until=scope.until,
            end=scope.moments[1],
            among=scope.among("development.commercial_partner_id"),
        )

    @measures(
        Measure(
            "survey_grade_points",
            _lt("Points of the Background Survey"),
            "score",
            _lt(
                "Of the customer's newest background survey concluded with “develop” by the date "
                "of the run: size, fit, potential and ease of decision, out of 100."
            ),
            empty=None,
        ),
        sequence=71,
    )
    def _measure_survey_grade_points(self, scope):
        return SQL(
            """
            SELECT DISTINCT ON (development.commercial_partner_id)
                   development.commercial_partner_id AS partner_id,
                   survey.grade_points AS survey_grade_points
              FROM customer_development_survey survey
              JOIN customer_development development ON development.id = survey.development_id
             WHERE survey.conclusion = 'develop' AND survey.concluded_on <= %(until)s
               AND survey.grade_points > 0
               AND development.company_id = %(company)s%(among)s
          ORDER BY development.commercial_partner_id, survey.concluded_on DESC, survey.id DESC
            """,
            company=scope.company.id,
            until=scope.until,
            among=scope.among("development.commercial_partner_id"),
        )

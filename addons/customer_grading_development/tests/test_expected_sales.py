from datetime import timedelta

from odoo.addons.customer_development.tests.common import DevelopmentCase
from odoo.addons.customer_grading.models.grading_registry import Scope
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestExpectedSales(DevelopmentCase):
    """Expected annual sales as a measure (REQ G-02, S1 三(二)1)."""

    def _expected(self, days_ago=0):
        day = self.env.company._workday_today() - timedelta(days=days_ago)
        scope = Scope(self.env.company, day, 12)
        self.env.flush_all()
        [(query, _provided)] = self.env["customer.grading.measure"]._get_queries(
            ["expected_sales"], scope
        )
        rows = self.env.execute_query_dict(query)
        return {row["partner_id"]: row["expected_sales"] for row in rows}.get(self.partner.id)

    def test_only_what_was_approved(self):
        """REQ G-02: an application counts once it is approved, not before."""
        development = self._register()
        self._apply(development, expected_sales=800_000)
        self.assertIsNone(self._expected())
        self._approve(development, self.ma, self.boss)
        self.assertEqual(self._expected(), 800_000)
        # F-26: a run of a day before does not know of the approval
        self.assertIsNone(self._expected(days_ago=1))

    def test_offered_in_schemes(self):
        """REQ G-02: the measure of the other addon is one to choose, with its definition."""
        condition = self.env["customer.grading.condition"]
        self.assertIn("expected_sales", dict(condition._selection_measure()))


@tagged("post_install", "-at_install")
class TestSurveyPoints(DevelopmentCase):
    """Prospects are graded by their survey until there are figures (REQ D-18, S0 八)."""

    def _points(self, days_ago=0):
        day = self.env.company._workday_today() - timedelta(days=days_ago)
        self.env.flush_all()
        [(query, _provided)] = self.env["customer.grading.measure"]._get_queries(
            ["survey_grade_points"], Scope(self.env.company, day, 12)
        )
        rows = self.env.execute_query_dict(query)
        return {row["partner_id"]: row["survey_grade_points"] for row in rows}

    def test_newest_concluded_survey(self):
        """REQ D-18: an open survey says nothing, the newest one that concluded does."""
        development = self._register()
        survey = self.env["customer.development.survey"].create({"development_id": development.id})
        survey.score_ids.write({"score": "3"})
        self.assertNotIn(self.partner.id, self._points())
        survey.action_develop()
        self.assertEqual(self._points()[self.partner.id], 60)
        self.assertNotIn(self.partner.id, self._points(days_ago=1))
        self._survey(development, "5")
        self.assertEqual(self._points()[self.partner.id], 100)

    def test_template_for_prospects(self):
        """REQ D-18, G-02: A, B and C by the survey; who was not surveyed has no grade yet."""
        wanted = {"5": "A", "3": "B", "2": "C"}
        customers = {}
        for score in wanted:
            customer = self._make_customer(f"Prospect {score}", user_id=self.li.id)
            development = self._register(partner=customer)
            survey = self.env["customer.development.survey"].with_user(self.li)
            survey = survey.create({"development_id": development.id, "findings": "Known"})
            survey.score_ids.write({"score": score})
            survey.action_develop()
            customers[score] = customer
        unknown = self._make_customer("Prospect unknown", user_id=self.li.id)
        people = unknown.union(*customers.values())
        scheme = self.env.ref("customer_grading_development.scheme_prospects_survey").copy()
        scheme.action_try()
        scheme.action_use()
        run = self.env["customer.grading.run"].create(
            {"scheme_id": scheme.id, "partner_ids": [(6, 0, people.ids)]}
        )
        run.action_compute()
        lines = {line.partner_id: line for line in run.line_ids}
        for score, code in wanted.items():
            self.assertEqual(lines[customers[score]].proposed_grade_id.code, code)
        self.assertFalse(lines[unknown].proposed_grade_id)

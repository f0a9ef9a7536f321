from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestSurveyTeam(DevelopmentCase):
    """Criteria by kind of customer, a team of surveyors, evidence, the recommended grade."""

    def setUp(self):
        super().setUp()
        self.development = self._register()

    def _new_survey(self, **values):
        surveys = self.env["customer.development.survey"].with_user(self.li)
        return surveys.create({"development_id": self.development.id, **values})

    def _opinions(self, survey, user):
        return survey.with_user(user).my_opinion_ids

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    # ------------------------------------------------------------------ criteria
    def test_criteria_of_the_kind(self):
        """REQ D-03: agents are asked about their network, end users about their machines."""
        network = self.env.ref("customer_development.customer_development_criterion_network")
        machines = self.env.ref("customer_development.customer_development_criterion_machines")
        survey = self._new_survey()
        self.assertFalse((network | machines) & survey.score_ids.criterion_id)
        first = survey.score_ids[0]
        first.write({"score": "5"})
        self.development.kind_id = self.env.ref("customer_qualification.kind_city")
        self.assertIn(network, survey.score_ids.criterion_id)
        self.assertEqual(first.score, "5", "what was scored stays")
        self.development.kind_id = self.env.ref("customer_qualification.kind_end_user")
        self.assertIn(machines, survey.score_ids.criterion_id)
        self.assertNotIn(network, survey.score_ids.criterion_id)

    def test_concluded_surveys_keep_their_criteria(self):
        """REQ D-03: another kind of customer changes no survey already made."""
        survey = self._survey(self.development)
        criteria = survey.score_ids.criterion_id
        self.development.kind_id = self.env.ref("customer_qualification.kind_city")
        self.assertEqual(survey.score_ids.criterion_id, criteria)

    # ------------------------------------------------------------------ several surveyors
    def test_the_average_counts(self):
        """REQ D-03: each surveyor scores alone; the survey has the average."""
        people = self.wang | self.technician
        survey = self._new_survey(surveyor_ids=[(6, 0, people.ids)])
        self.assertEqual(len(survey.opinion_ids), 2 * len(survey.score_ids))
        self.assertEqual(self.development.activity_ids.user_id, people)
        self._opinions(survey, self.wang).write({"score": "5"})
        self.assertEqual(self.development.activity_ids.user_id, self.technician)
        self._refused(survey.action_develop, "dev_technician")
        self._opinions(survey, self.technician).write({"score": "2"})
        self.assertFalse(self.development.activity_ids)
        self.assertAlmostEqual(survey.score, 70)
        survey.action_develop()
        self.assertEqual(self.development.state, "surveyed")
        self._refused(
            lambda: self._opinions(survey, self.wang).write({"score": "1"}), "survey is concluded"
        )
        self.assertAlmostEqual(survey.score, 70)

    def test_unclear_to_one_is_unclear(self):
        """REQ D-03: what one of them cannot tell needs the special survey, by the same team."""
        people = self.wang | self.technician
        survey = self._new_survey(surveyor_ids=[(6, 0, people.ids)])
        self._opinions(survey, self.wang).write({"score": "4"})
        mine = self._opinions(survey, self.technician)
        mine.write({"score": "4"})
        mine[0].write({"score": False, "is_unclear": True})
        self.assertEqual(survey.unclear_count, 1)
        self._refused(survey.action_develop, mine[0].name)
        special = survey.browse(survey.action_resurvey()["res_id"])
        self.assertEqual((special.kind, special.surveyor_ids), ("special", people))
        open_ones = special.opinion_ids.filtered(lambda one: not one.score)
        self.assertEqual(set(open_ones.mapped("name")), {mine[0].name})
        for opinion in open_ones:
            opinion.with_user(opinion.user_id).score = "3"
        special.with_user(self.li).action_develop()
        self.assertEqual(self.development.state, "surveyed")

    def test_opinions_are_ones_own(self):
        """REQ D-03: nobody scores for a colleague, nor for the team as a whole."""
        survey = self._new_survey(surveyor_ids=[(6, 0, (self.wang | self.technician).ids)])
        theirs = self._opinions(survey, self.wang)
        self._refused(
            lambda: theirs.with_user(self.technician).write({"score": "5"}),
            "own opinions|may not change this",
            AccessError,
        )
        self._refused(lambda: survey.score_ids.write({"score": "5"}), "each scores in the own")
        self._refused(
            lambda: theirs.with_user(self.wang).write({"user_id": self.technician.id}),
            "filled in",
            AccessError,
        )
        self.assertEqual(set(survey.opinion_ids.mapped("score")), {False})

    def test_surveyors_read_what_they_score(self):
        """REQ B-09, D-03: a surveyor opens survey and development, a stranger neither."""
        survey = self._new_survey(surveyor_ids=[(6, 0, self.technician.ids)])
        for user, sees in ((self.technician, True), (self.zhao, False)):
            with self.subTest(user=user.login):
                for record in (survey, self.development, survey.score_ids):
                    found = record.with_user(user).search([("id", "in", record.ids)])
                    self.assertEqual(bool(found), sees, record._name)
        survey.surveyor_ids = [(5, 0, 0)]
        self.assertFalse(survey.opinion_ids)
        self.env.invalidate_all()
        found = self.development.with_user(self.technician).search([])
        self.assertNotIn(self.development, found)

    def test_evidence(self):
        """REQ D-03: files hang on the survey and stay once it is concluded."""
        file = self.env["ir.attachment"].with_user(self.li).create({"name": "x", "raw": b"x"})
        survey = self._new_survey(attachment_ids=[(6, 0, file.ids)])
        self.assertEqual((file.res_model, file.res_id), (survey._name, survey.id))
        self.assertEqual(file.with_user(self.ma).raw, b"x")
        survey.score_ids.write({"score": "4"})
        survey.action_develop()
        self._refused(lambda: survey.write({"attachment_ids": [(5, 0, 0)]}), "concluded")
        self.assertEqual(survey.attachment_ids, file)

    # ------------------------------------------------------------------ the grade
    def test_recommended_grade(self):
        """REQ D-18: size, fit, potential and ease of decision by weight; A, B or C."""
        survey = self._new_survey()
        counting = survey.score_ids.filtered("factor")
        self.assertEqual(set(counting.mapped("factor")), {"size", "fit", "potential", "complexity"})
        others = survey.score_ids - counting
        others.write({"score": "1"})
        for score, points, code in (("5", 100, "A"), ("3", 60, "B"), ("2", 40, "C")):
            counting.write({"score": score})
            self.assertAlmostEqual(survey.grade_points, points)
            self.assertEqual(survey.recommended_grade_id.code, code)
        self.env.company.write({"development_grade_a": 40, "development_grade_b": 20})
        survey.invalidate_recordset(["recommended_grade_id"])
        self.assertEqual(survey.recommended_grade_id.code, "A")

    def test_the_grade_steers_the_contacts(self):
        """REQ D-18: concluded, the prospect has the grade, and its next contact follows."""
        self.partner.user_id = self.li
        survey = self._survey(self.development, "5")
        self.assertEqual(survey.recommended_grade_id.code, "A")
        self.assertEqual(self.partner.customer_grade_id.code, "A")
        change = self.env["customer.grade.change"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(change.source, "survey")
        today = self.env.company._workday_today()
        due = self.env.company._workday_add([today], 5)[0]
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.customer_next_contact_due, due)

    def test_another_grade_needs_its_reason(self):
        """REQ D-18: who knows better says why."""
        survey = self._new_survey()
        survey.score_ids.write({"score": "5"})
        grade = self.env.ref("customer_base.customer_grade_b")
        self._refused(lambda: survey.write({"grade_id": grade.id}), "Say why")
        survey.write({"grade_id": grade.id, "grade_reason": "Buys every five years only"})
        survey.action_develop()
        self.assertEqual(self.partner.customer_grade_id, grade)

    def test_figures_go_before(self):
        """REQ D-18: whoever has bought is graded by figures, not by a survey."""
        self.partner.sudo()._customer_set_category("closed")
        grade = self.env.ref("customer_base.customer_grade_c")
        self.partner._customer_set_grade(grade, "By sales")
        self._survey(self.development, "5")
        self.assertEqual(self.partner.customer_grade_id, grade)

    def test_grade_thresholds(self):
        """REQ D-18: A never needs fewer points than B."""
        with self.assertRaisesRegex(Exception, "development_grade_order"), self.cr.savepoint():
            self.env.company.write({"development_grade_a": 10, "development_grade_b": 50})
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestYearsAndLessons(DevelopmentCase):
    """Several years in one application; what was learned is found again."""

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    def _year(self, year, sales, profit, cost):
        return (0, 0, {"year": year, "sales": sales, "profit": profit, "cost": cost})

    def test_several_years(self):
        """REQ D-04: sales, profit and cost year by year, and what remains of all of them."""
        development = self._apply(self._register())
        development.year_ids = [
            self._year("2026", 500000, 50000, 90000),
            self._year("2027", 900000, 150000, 40000),
        ]
        self.assertEqual(development.years_sales, 1400000)
        self.assertEqual(development.years_result, 70000)
        for line, pattern in (
            (self._year("2027", 1, 0, 0), "each year|once|already"),
            (self._year("26", 1, 0, 0), "is no year"),
            (self._year("2028", 1, 2, 0), "higher than the expected sales"),
            (self._year("2028", 1, 0, -1), "must not be negative"),
        ):
            with self.assertRaisesRegex(Exception, pattern), self.cr.savepoint():
                development.year_ids = [line]
                self.env.flush_all()
        self.assertEqual(len(development.year_ids), 2)

    def test_approvers_see_the_difference(self):
        """REQ D-04, A-05: figures, years, plan are kept; the next round says what is new."""
        development = self._apply(self._register(), plan="Visit twice")
        development.year_ids = [self._year("2026", 500000, 50000, 90000)]
        self.env.flush_all()
        development.action_submit()
        self._refused(
            lambda: development.year_ids.write({"sales": 1}), "in approval and cannot be changed"
        )
        development.with_user(self.ma).action_reject("Too little in the first year")
        development.write({"plan": "Invite to the works", "expected_sales": 900000})
        development.year_ids.sales = 600000
        self.env.flush_all()
        development.action_submit()
        changes = development.with_user(self.ma).approval_changes
        for text in ("Invite to the works", "900,000.00", "600,000.00", "500,000.00"):
            self.assertIn(text, changes)
        development.with_user(self.ma).action_approve()
        development.with_user(self.boss).action_approve()
        self._refused(lambda: development.year_ids.write({"sales": 1}), "approved as it is")
        development.plan = "Goes on with the work"
        self.assertEqual(development.year_ids.sales, 600000)

    def test_years_of_strangers(self):
        """REQ B-09: the years are read and written like their application."""
        development = self._register()
        development.year_ids = [self._year("2026", 1, 0, 0)]
        years = development.year_ids
        self.assertFalse(years.with_user(self.zhao).search([("id", "in", years.ids)]))
        self._refused(
            lambda: years.with_user(self.zhao).write({"sales": 9}),
            "not open to you|may not change this",
            AccessError,
        )
        self._refused(
            lambda: (
                self.env["customer.development.year"]
                .with_user(self.zhao)
                .create({"development_id": development.id, "year": "2027"})
            ),
            "not open|not yours",
            AccessError,
        )

    # ------------------------------------------------------------------ lessons
    def _lose(self, development, **values):
        wizard = (
            self.env["customer.development.close"]
            .with_user(self.li)
            .with_context(**development.action_lose()["context"])
        )
        cause = self.env["customer.development.cause"].search([], limit=1)
        wizard.create(
            {
                "cause_ids": [(6, 0, cause.ids)],
                "reason": "Twelve per cent dearer",
                "correction": "Ask for the competitor's price first",
                **values,
            }
        ).action_confirm()
        return cause

    def test_found_again_when_the_next_survey_begins(self):
        """REQ D-16: lessons of the same source or industry; whose customer it was stays hidden."""
        industry = self.env["res.partner.industry"].create({"name": "Mining"})
        self.partner.industry_id = industry
        lost = self._working()
        cause = self._lose(lost)
        lesson = self.env["customer.development.lesson"].search([("development_id", "=", lost.id)])
        self.assertEqual((lesson.result, lesson.failure), ("lost", "Twelve per cent dearer"))
        self.assertEqual(lesson.correction, "Ask for the competitor's price first")
        self.assertEqual((lesson.cause_ids, lesson.industry_id), (cause, industry))
        self.assertEqual(lost.summary_correction, "Ask for the competitor's price first")
        same = self._register(
            self.zhao, self._make_customer("Other Mining Machinery", industry_id=industry.id)
        )
        survey = self.env["customer.development.survey"].with_user(self.zhao)
        survey = survey.create({"development_id": same.id})
        self.assertEqual(survey.lesson_ids, lesson)
        self.assertEqual(survey.lesson_ids.failure, "Twelve per cent dearer")
        self.assertNotIn("development_id", lesson.with_user(self.zhao).fields_get())
        self._refused(lambda: survey.lesson_ids.write({"failure": "x"}), "not allowed", AccessError)
        other_source = self.env.ref("customer_development.customer_development_source_referral")
        different = self._register(
            self.zhao, self._make_customer("Bakery"), source_id=other_source.id
        )
        self.assertFalse(survey.create({"development_id": different.id}).lesson_ids)

    def test_summed_up_and_reopened(self):
        """REQ D-16: a won customer teaches, too; opened again, nothing has been learned yet."""
        development = self._working()
        self._quotation(development).action_confirm()
        development.action_admit()
        development.write(
            {
                "summary_success": "Trial on site",
                "summary_failure": "First offer too high",
                "summary_correction": "Know the price",
                "summary_prevention": "A list of references",
            }
        )
        development.action_summarize()
        lessons = self.env["customer.development.lesson"]
        lesson = lessons.search([("development_id", "=", development.id)])
        self.assertEqual((lesson.result, lesson.success), ("done", "Trial on site"))
        lost = self._working(partner=self._make_customer("Other Mining Machinery"))
        self._lose(lost)
        self.assertEqual(lessons.search_count([("development_id", "=", lost.id)]), 1)
        lost.with_user(self.director).sudo()._development_reopen("They called")
        self.assertFalse(lessons.search_count([("development_id", "=", lost.id)]))

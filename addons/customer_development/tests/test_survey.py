from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestSurvey(DevelopmentCase):
    def setUp(self):
        super().setUp()
        self.development = self._register()
        self.survey = (
            self.env["customer.development.survey"]
            .with_user(self.li)
            .create({"development_id": self.development.id})
        )

    def test_weighted_score(self):
        """REQ D-03: the result is the average by weight, out of 100."""
        self.assertEqual(
            set(self.survey.score_ids.mapped("direction")),
            {"finance", "effort", "value", "ability"},
        )
        self.survey.score_ids.write({"score": "3"})
        self.assertAlmostEqual(self.survey.score, 60)
        heavy = self.survey.score_ids.sorted("weight")[-1]
        heavy.score = "5"
        total = sum(self.survey.score_ids.mapped("weight"))
        self.assertAlmostEqual(self.survey.score, 60 + heavy.weight * 40 / total)

    def test_form_without_a_kind(self):
        """S-10, REQ D-03: a form whose kind was emptied goes on being filled in."""
        surveys = self.env["customer.development.survey"].with_user(self.li)
        values = {"development_id": self.development.id, "kind": ""}
        answer = surveys.onchange(values, ["kind"], {"display_name": {}, "kind": {}})
        self.assertFalse(answer["value"].get("kind"))

    def test_unclear_points_need_special_survey(self):
        """REQ D-03: unclear points send it back; the special survey has only those open."""
        self.survey.score_ids.write({"score": "4"})
        unclear = self.survey.score_ids[2]
        unclear.is_unclear = True
        with self.assertRaisesRegex(UserError, unclear.name):
            self.survey.action_develop()
        special = self.env["customer.development.survey"].browse(
            self.survey.action_resurvey()["res_id"]
        )
        self.assertEqual(self.development.state, "registered")
        self.assertEqual((special.kind, special.number), ("special", 2))
        open_lines = special.score_ids.filtered(lambda line: not line.score)
        self.assertEqual(open_lines.mapped("name"), [unclear.name])
        special = special.with_user(self.li)
        with self.assertRaisesRegex(UserError, "Not scored yet"):
            special.action_develop()
        open_lines.with_user(self.li).score = "3"
        special.action_develop()
        self.assertEqual(self.development.state, "surveyed")
        self.assertEqual(self.development.survey_conclusion, "develop")

    def test_low_score_needs_a_reason(self):
        """REQ D-03: below the company's passing score only with a written reason."""
        self.env.company.development_pass_score = 70
        self.survey.score_ids.write({"score": "3"})
        with self.assertRaisesRegex(UserError, "below"):
            self.survey.action_develop()
        self.survey.findings = "The group's head office is our customer"
        self.survey.action_develop()
        self.assertEqual(self.development.state, "surveyed")

    def test_drop(self):
        """REQ D-03: a survey can end with dropping the prospect, with the reason."""
        self.survey.score_ids.write({"score": "1"})
        with self.assertRaisesRegex(UserError, "reason"):
            self.survey.action_drop()
        self.survey.findings = "Three lawsuits"
        self.survey.action_drop()
        self.assertEqual(self.development.state, "dropped")
        self.assertEqual(self.development.closing_reason, "Three lawsuits")

    def test_concluded_survey_never_changes(self):
        """REQ D-03: what a decision was based on stays as it was."""
        self.survey.score_ids.write({"score": "4"})
        self.survey.action_develop()
        score = self.survey.score_ids[0]
        for write, refusal in (
            (lambda: self.survey.write({"findings": "x"}), "Make a special survey instead"),
            (lambda: score.write({"score": "5"}), "Make a special survey to change the scores"),
            (self.survey.unlink, "A concluded survey is kept"),
            (self.survey.action_drop, "already concluded"),
        ):
            with self.assertRaisesRegex(UserError, refusal):
                write()

    def test_results_cannot_be_written(self):
        """REQ D-03: conclusion, state, criteria and weights are not written by the surveyor."""
        for values in ({"state": "concluded"}, {"conclusion": "develop"}, {"number": 9}):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(AccessError, "with its buttons only"),
            ):
                self.survey.write(values)
        with self.assertRaisesRegex(AccessError, "with its buttons only"):
            self.survey.create({"development_id": self.development.id, "state": "concluded"})
        line = self.survey.score_ids[0]
        with self.assertRaisesRegex(AccessError, "Criteria and weights"):
            line.weight = 99
        with self.assertRaisesRegex(AccessError, "not allowed to delete 'Survey Score'"):
            line.unlink()
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Survey Score'"):
            line.create({"survey_id": self.survey.id, "name": "Mine", "weight": 99})

    def test_one_open_survey(self):
        """REQ D-03: a second survey waits for the conclusion of the first."""
        with self.assertRaisesRegex(UserError, "Conclude the open survey"):
            self.survey.create({"development_id": self.development.id})

    def test_survey_snapshot_of_criteria(self):
        """REQ D-03: changing a criterion changes no survey already made."""
        criterion = self.survey.score_ids[0].criterion_id.with_user(self.admin)
        criterion.write({"name": "Changed", "weight": 99})
        self.assertNotEqual(self.survey.score_ids[0].name, "Changed")
        self.assertNotEqual(self.survey.score_ids[0].weight, 99)

    @mute_logger("odoo.sql_db")
    def test_weight_zero_is_refused(self):
        """REQ D-03: a criterion without weight says nothing and is refused."""
        with self.assertRaises(IntegrityError):
            self.env["customer.development.criterion"].create({"name": "None", "weight": 0})

    def test_resurvey_of_surveyed_goes_back(self):
        """REQ D-03: a doubt after the survey opens it again."""
        self.survey.score_ids.write({"score": "4"})
        self.survey.action_develop()
        action = self.development.action_survey()
        special = self.env["customer.development.survey"].browse(action["res_id"])
        special = special.with_user(self.li)
        special.score_ids[0].is_unclear = True
        special.action_resurvey()
        self.assertEqual(self.development.state, "registered")

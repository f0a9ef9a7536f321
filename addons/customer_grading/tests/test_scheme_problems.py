from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import customer_grading_scheme
from ..models.customer_grading_measure import SCORE
from ..models.grading_explain import Explanation
from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestSchemeProblems(GradingCommon):
    """What is wrong with a scheme is told when it is saved and refused when it is tried (G-02)."""

    def _told(self, message, rows, **values):
        scheme = self._scheme(rows, **values).with_user(self.marketing)
        self.assertRegex(scheme.problems or "", message)
        with self.assertRaisesRegex(UserError, message):
            scheme.action_try()
        self.assertFalse(scheme.tried_on)
        return scheme

    def test_condition_without_limits(self):
        """F-14: a condition that asks for nothing."""
        self._told("neither a minimum nor a maximum", [(self.grade_a, "net_invoiced", None, None)])

    def test_rest_rows(self):
        """F-14: only the last grade takes all others, and with no conditions beside."""
        a, b, c = self.grade_a, self.grade_b, self.grade_c
        self._told("A and B both take all others", [(a, False, None, None), (b, False, None, None)])
        self._told("nobody gets grade B", [(a, False, None, None), (b, "net_invoiced", 1, None)])
        self._told(
            "its conditions mean nothing",
            [(a, "net_invoiced", 9, None), (c, "net_invoiced", 1, None), (c, False, None, None, 2)],
        )
        self._told(
            "stands alone in its alternative",
            [(a, "net_invoiced", 9, None), (c, "net_invoiced", 1, None), (c, False, None, None)],
        )
        self._told(
            "two rows without a measure",
            [(a, "net_invoiced", 9, None), (c, False, None, None), (c, False, None, None)],
        )

    def test_same_measure_twice(self):
        """F-14: the same grade and measure twice; in two alternatives it is a choice."""
        rows = [
            (self.grade_a, "net_invoiced", 100, None),
            (self.grade_a, "net_invoiced", None, 500),
        ]
        self._told("asked for twice", rows)
        choice = self._scheme(
            [
                (self.grade_a, "net_invoiced", 100, None, 1),
                (self.grade_a, "net_invoiced", 50, None, 2),
                (self.grade_a, "invoice_count", 3, None, 2),
            ]
        )
        self.assertFalse(choice.problems)

    def test_score_out_of_reach(self):
        """F-14: a score is from 0 to 100."""
        points = [(0, 0, {"measure": "net_invoiced", "weight": 1, "minimum": 1, "points": 100})]
        for low, high in ((101, None), (None, 120), (-5, None), (None, 0)):
            with self.subTest(low=low, high=high):
                self._told(
                    "a score is from 0 to 100",
                    [(self.grade_a, "score", low, high)],
                    method="score",
                    criterion_ids=points,
                )
        good = self._scheme(
            [(self.grade_a, "score", 100, None), (self.grade_b, "score", None, 100)],
            method="score",
            criterion_ids=points,
        )
        self.assertFalse(good.problems)

    def test_all_at_once(self):
        """F-14: all that is wrong is told, not one after the other."""
        scheme = self._told(
            "holds for nobody",
            [(self.grade_a, "net_invoiced", 5, 5), (self.grade_b, "ownership", None, None)],
        )
        self.assertEqual(len(scheme.problems.splitlines()), 2)
        scheme.condition_ids.unlink()
        self.assertFalse(scheme.problems, "nothing composed yet")

    def test_simulator_refuses_overlaps(self):
        """F-14: thresholds moved over each other are refused there too."""
        scheme = self.scheme.with_user(self.marketing)
        simulation = (
            self.env["customer.grading.simulation"]
            .with_user(self.marketing)
            .browse(scheme.action_simulate()["res_id"])
        )
        top, middle, _low = simulation.condition_ids
        top.minimum = 4_000_000
        with self.assertRaisesRegex(UserError, "A and B overlap"):
            simulation.action_simulate()
        self.assertFalse(simulation.is_done)
        middle.maximum = 4_000_000
        simulation.action_simulate()
        self.assertTrue(simulation.is_done)

    def test_templates_have_no_problems(self):
        """F-14: the schemes that come with the addon can be tried as they are."""
        schemes = self.env["customer.grading.scheme"].search([("company_id", "=", 1)])
        self.assertGreaterEqual(len(schemes), 4)
        for scheme in schemes:
            self.assertFalse(scheme.problems, scheme.name)

    def test_large_trials_are_samples(self):
        """P-09: more customers than a sample are tried by one, the same again; it says so."""
        for number in range(8):
            self._invoice(
                self.company._workday_today(), 10, partner=self._customer(f"Sample {number}")
            )
        scheme = self.scheme.with_user(self.marketing)
        scheme.customers = "closed"
        scheme.action_try()
        self.assertEqual(scheme.tried_count, scheme.tried_total)
        self.assertGreaterEqual(scheme.tried_total, 8)
        self.assertFalse(scheme.sample_hint)
        total = scheme.tried_total
        self.patch(customer_grading_scheme, "SAMPLE", 5)
        seen = []
        for _again in range(2):
            scheme.action_try()
            self.assertEqual((scheme.tried_count, scheme.tried_total), (5, total))
            self.assertEqual(
                scheme.sample_hint,
                f"A sample of 5 of {total} customers; a run computes all of them.",
            )
            self.assertEqual(sum(scheme.trial_ids.mapped("customer_count")), 5)
            seen.append(scheme.trial_ids.mapped("example_ids"))
        self.assertEqual(*seen)

    def test_measures_nobody_fills(self):
        """F-24: no figure is offered that is always 0."""
        codes = self.env["customer.grading.measure"]._get_measures()
        self.assertNotIn("complaint_count", codes)
        self.assertIn(SCORE.code, codes)


@tagged("post_install", "-at_install")
class TestTrueReasons(GradingCommon):
    """F-29: a reason never says what is false."""

    def _sentence(self, value, measure="growth", minimum=100, maximum=None):
        rows = [(self.grade_a, measure, minimum, maximum), (self.grade_b, False, None, None)]
        definition = self._scheme(rows)._get_definition()
        explanation = Explanation(self.env, definition)
        met = value is not None and value >= (minimum if minimum is not None else maximum)
        grade = self.grade_a if met == (minimum is not None) and value is not None else self.grade_b
        return explanation.sentence({measure: value}, grade.id, False)

    def test_enough_digits(self):
        """F-29: as many digits as it takes, and no more."""
        for value, expected in (
            (99.5, "Growth (%) 99.5 % < grade A 100 %"),
            (99.996, "Growth (%) 99.996 % < grade A 100 %"),
            (99.95, "Growth (%) 99.95 % < grade A 100 %"),
            (99.9999999, "Growth (%) 99.9999999 % < grade A 100 %"),
            (100.004, "Growth (%) 100.0 % ≥ grade A 100 %"),
            (100, "Growth (%) 100 % ≥ grade A 100 %"),
        ):
            self.assertEqual(self._sentence(value), expected)
        self.assertEqual(
            self._sentence(4_999_999.996, "monthly_average", 5_000_000),
            "Net Invoiced per Month in 12 months 4,999,999.996 < grade A 5,000,000",
        )
        self.assertEqual(
            self._sentence(714.287, "net_invoiced", 714.29),
            "Net Invoiced in 12 months 714.287 < grade A 714.290",
        )

    def test_unknown_is_neither_more_nor_less(self):
        """F-29: an unknown figure meets nothing, also where the limit is below zero."""
        self.assertEqual(
            self._sentence(None, minimum=-30), "Growth (%): unknown (grade A: ≥ -30 %)"
        )

    def test_in_a_run(self):
        """F-29: the reason of a customer just below the line."""
        near = self._customer("Near")
        scheme = self._scheme(
            [(self.grade_a, "monthly_average", 100, None), (self.grade_b, False, None, None)],
            customers="closed",
        )
        # 1,199.95 / 12 = 99.99583…
        self._invoice(date(2026, 6, 30) - timedelta(days=5), 1199.95, partner=near)
        run = self._computed(scheme)
        reason = self._line(run, near).reason
        self.assertEqual(reason, "Net Invoiced per Month in 12 months 99.996 < grade A 100")

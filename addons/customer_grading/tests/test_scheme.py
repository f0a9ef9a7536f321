from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TODAY, GradingCommon


@tagged("post_install", "-at_install")
class TestScheme(GradingCommon):
    """Schemes are composed, tried, then used (REQ G-02)."""

    def test_trial_shows_distribution_examples_and_doubts(self):
        """REQ G-02: how many each grade gets, examples, who fits none, who fits two."""
        with self.subTest("a gap"):
            gap = self._scheme(
                [
                    (self.grade_a, "net_invoiced", 1000, None),
                    (self.grade_b, "net_invoiced", 100, 500),
                    (self.grade_b, "invoice_count", 3, None, 2),
                ],
                customers="closed",
            )
            names = {}
            today = self.company._workday_today()
            for name, amounts in (
                ("Large", (2000,)), ("Large and often", (500, 500, 500)), ("Middle", (200,)),
                ("Between", (700,)),
            ):  # fmt: skip
                names[name] = self._customer(name)
                for amount in amounts:
                    self._invoice(today, amount, partner=names[name])
            self.customer.customer_category = "potential"
            gap.with_user(self.marketing).action_try()
            rows = {row.grade_id.code: row for row in gap.trial_ids}
            mine = self.env["res.partner"].union(*names.values())
            self.assertEqual(rows["A"].customer_count, 2)
            self.assertEqual(rows["A"].several_ids, names["Large and often"])
            self.assertEqual(rows["A"].several_count, 1)
            self.assertEqual(rows["B"].example_ids & mine, names["Middle"])
            self.assertEqual(rows[False].example_ids & mine, names["Between"])
            self.assertFalse(mine.customer_grade_id, "a trial grades nobody")

    def test_use_only_what_was_tried(self):
        """REQ G-02: a scheme is tried as it is before it is used, and locked then."""
        scheme = self.scheme.with_user(self.marketing)
        with self.assertRaisesRegex(UserError, "Try Sales first"):
            scheme.action_use()
        scheme.action_try()
        scheme.condition_ids[0].minimum = 6_000_000
        scheme.condition_ids[1].maximum = 6_000_000
        with self.assertRaisesRegex(UserError, "Try Sales first"):
            scheme.action_use()
        scheme.action_try()
        scheme.action_use()
        with self.assertRaisesRegex(UserError, "Set it back to draft"):
            scheme.months = 6
        with self.assertRaisesRegex(UserError, "Set it back to draft"):
            scheme.condition_ids[0].minimum = 1
        with self.assertRaisesRegex(UserError, "Set it back to draft"):
            scheme.condition_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "Set it back to draft"):
            self.env["customer.grading.condition"].with_user(self.marketing).create(
                {"scheme_id": scheme.id, **self._condition(self.grade_c, "net_invoiced", 1, None)}
            )
        self.assertEqual(scheme.condition_ids[0].minimum, 6_000_000)
        scheme.action_draft()
        scheme.months = 6
        self.assertFalse(scheme.is_tried)

    def _refused(self, message, rows, **values):
        scheme = self._scheme(rows, **values)
        with self.assertRaisesRegex(UserError, message):
            scheme.with_user(self.marketing).action_try()
        self.assertFalse(scheme.trial_ids)

    def test_wrong_thresholds(self):
        """Bad input: overlapping, inverted and impossible thresholds are named."""
        a, b = self.grade_a, self.grade_b
        self._refused(
            "A and B overlap", [(a, "net_invoiced", 500, None), (b, "net_invoiced", 100, 600)]
        )
        self._refused(
            "grade B asks for as much as grade A",
            [(a, "net_invoiced", 100, None), (b, "net_invoiced", 500, None)],
        )
        self._refused("holds for nobody", [(a, "net_invoiced", 500, 500)])
        self._refused("no conditions", [])
        self._refused("choose the values", [(a, "ownership", None, None)])
        self._refused("asks for none", [(a, "score", 50, None)])

    def test_wrong_points(self):
        """Bad input: weights of zero, unequal weights and points out of range are named."""
        for weights, points, message in (
            ((0,), 50, "more than 0"),
            ((1, 2), 50, "the same weight"),
            ((1,), 101, "from 0 to 100"),
        ):
            with self.subTest(message):
                self._refused(
                    message,
                    [(self.grade_a, "score", 50, None)],
                    method="score",
                    criterion_ids=[
                        Command.create(
                            {
                                "measure": "net_invoiced",
                                "weight": weight,
                                "minimum": number,
                                "points": points,
                            }
                        )
                        for number, weight in enumerate(weights)
                    ],
                )

    def test_measure_of_a_gone_addon(self):
        """Bad input: a condition whose measure no addon knows any more is named."""
        scheme = self._scheme([(self.grade_a, "net_invoiced", 1, None)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_grading_condition SET measure = 'gone' WHERE scheme_id = %s",
            [scheme.id],
        )
        scheme.condition_ids.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "gone is not known"):
            scheme.with_user(self.marketing).action_try()

    def test_currency(self):
        """Bad input: thresholds in a currency without a rate; with one they are converted."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        scheme = self._scheme(
            [(self.grade_a, "net_invoiced", 100, None)], currency_id=dollar.id, customers="closed"
        )
        self.env["res.currency.rate"].search([("currency_id", "=", dollar.id)]).unlink()
        with self.assertRaisesRegex(UserError, "no exchange rate for USD"):
            scheme.with_user(self.marketing).action_try()
        self._set_dollar_rate(0.2)
        exact, below = self._customer("Exact"), self._customer("Below")
        self._invoice(TODAY, 500, partner=exact)
        self._invoice(TODAY, 499.99, partner=below)
        run = self._computed(scheme)
        self.assertEqual(self._line(run, exact).final_grade_id, self.grade_a)
        self.assertEqual(self._line(run, below).result, "none")

    def test_rights(self):
        """REQ B-11: market department, director and administrator make schemes, nobody else."""
        allowed = {"marketing", "director", "admin"}
        for role, user in self.users_by_role.items():
            with self.subTest(role=role):
                scheme = self.scheme.with_user(user)
                if role in allowed:
                    scheme.action_try()
                    continue
                for method in ("action_try", "action_use", "action_draft", "action_simulate"):
                    with self.assertRaisesRegex(AccessError, "Grading is the business of"):
                        getattr(scheme, method)()
                with self.assertRaisesRegex(AccessError, "not allowed to modify 'Grading Scheme'"):
                    scheme.write({"name": "Mine"})
        with self.assertRaisesRegex(AccessError, "Schemes move by their buttons"):
            self.scheme.with_user(self.marketing).write({"state": "used"})
        forged = (
            self.env["customer.grading.scheme"]
            .with_user(self.marketing)
            .create({"name": "Forged", "company_id": self.company.id, "state": "used"})
        )
        self.assertEqual(forged.state, "draft")

    def test_score(self):
        """REQ G-02: (weight × points) / weights; S1 三(二)1."""
        points = [
            ("net_invoiced", 3, 1000, 100), ("net_invoiced", 3, 100, 50),
            ("invoice_count", 1, 2, 80), ("invoice_count", 1, 1, 20),
        ]  # fmt: skip
        scheme = self._scheme(
            [(self.grade_a, "score", 80, None), (self.grade_b, "score", 40, 80)],
            method="score",
            customers="closed",
            criterion_ids=[
                Command.create(
                    {"measure": measure, "weight": weight, "minimum": minimum, "points": worth}
                )
                for measure, weight, minimum, worth in points
            ],
        )
        one, two, none = (self._customer(name) for name in ("One", "Two", "None"))
        self._invoice(TODAY, 1000, partner=one)
        self._invoice(TODAY, 60, partner=two)
        self._invoice(TODAY, 60, partner=two)
        run = self._computed(scheme)
        # (3 × 100 + 1 × 20) / 4, (3 × 50 + 1 × 80) / 4
        self.assertEqual(self._line(run, one).score, 80)
        self.assertEqual(self._line(run, one).final_grade_id, self.grade_a)
        self.assertEqual(self._line(run, two).score, 57.5)
        self.assertEqual(self._line(run, two).final_grade_id, self.grade_b)
        self.assertEqual(self._line(run, none).result, "none")

    def test_agents_of_the_rulebook(self):
        """REQ G-02, S3 五.2: ownership, or monthly sales of an agent without bad credit."""
        option = self.env.ref
        scheme = self._scheme(
            [
                (self.grade_a, "ownership", None, None, 1),
                (self.grade_a, "monthly_average", 5_000_000, None, 2),
                (self.grade_a, "default_count", None, 1, 2),
                (self.grade_a, "channel", None, None, 2),
                (self.grade_c, False, None, None),
            ],
            customers="closed",
        )
        for condition in scheme.condition_ids:
            if condition.measure == "ownership":
                condition.option_ids = option("customer_grading.option_ownership_joint_venture")
            elif condition.measure == "channel":
                condition.option_ids = option("customer_grading.option_channel_province_agent")
        owned, agent, debtor, user = (
            self._customer(name) for name in ("Owned", "Agent", "Debtor", "User")
        )
        files = self.env["customer.file"]
        files.create({"partner_id": owned.id, "company_nature": "joint_venture"})
        for partner in (agent, debtor):
            files.create({"partner_id": partner.id, "sales_channel": "province_agent"})
        for partner in (agent, debtor, user):
            self._invoice(TODAY, 60_000_000, partner=partner, invoice_date_due=TODAY)
        self._invoice("2025-12-01", 1, partner=debtor, invoice_date_due="2025-12-31")
        run = self._computed(scheme)
        grades = {
            partner.name: self._line(run, partner).final_grade_id.code
            for partner in (owned, agent, debtor, user)
        }
        self.assertEqual(grades, {"Owned": "A", "Agent": "A", "Debtor": "C", "User": "C"})
        self.assertIn("Defaults", self._line(run, debtor).reason)

    def test_simulator(self):
        """REQ G-04: a moved threshold shows who moves, and saves nothing until taken over."""
        today = self.company._workday_today()
        near, far = self._customer("Near"), self._customer("Far")
        self._invoice(today, 4_500_000, partner=near)
        self._invoice(today, 2_000_000, partner=far)
        scheme = self.scheme.with_user(self.marketing)
        action = scheme.action_simulate()
        simulation = (
            self.env["customer.grading.simulation"]
            .with_user(self.marketing)
            .browse(action["res_id"])
        )
        top, middle = simulation.condition_ids[:2]
        top.minimum = middle.maximum = 4_000_000
        simulation.action_simulate()
        self.assertEqual(simulation.mover_ids.partner_id, near)
        self.assertEqual(simulation.mover_ids.new_grade_id, self.grade_a)
        counts = {
            row.grade_id.code: row.count_after - row.count_before for row in simulation.grade_ids
        }
        self.assertEqual(counts, {"A": 1, "B": -1, "C": 0, False: 0})
        self.assertEqual(self.scheme.condition_ids[0].minimum, 5_000_000)
        self.assertFalse((near | far).customer_grade_id)
        simulation.action_take_over()
        self.assertEqual(self.scheme.condition_ids[0].minimum, 4_000_000)
        middle.maximum = 100
        with self.assertRaisesRegex(UserError, "holds for\\s+nobody"):
            simulation.action_simulate()

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestFunnel(DevelopmentCase):
    """How far prospects come, and what sources cost (REQ B-16, D-02)."""

    def setUp(self):
        super().setUp()
        self.marketing = self._make_user("dev_marketing", "marketing")
        sources = self.env["customer.development.source"]
        self.fair = sources.create({"name": "Fair of the Test"})
        self.web = sources.create({"name": "Web of the Test"})
        self.year = self.env.company._workday_today().year
        names = ("registered_only", "surveyed", "applied", "approved", "signed")
        self.developments = {
            name: self._register(
                self.li, self._make_customer(f"Funnel {name}"), source_id=self.fair.id
            )
            for name in names
        }
        for name in names[1:]:
            self._apply(self.developments[name])
        self.env.flush_all()
        for name in names[2:]:
            self.developments[name].action_submit()
        for name in names[3:]:
            for user in (self.ma, self.boss):
                self.developments[name].with_user(user).action_approve()
        signed = self.developments["signed"].sudo()
        signed._approval_set_state("signed")
        signed.signed_on = self.env.company._workday_today()
        self.env.flush_all()

    def _rows(self, user=None):
        rows = self.env["customer.development.funnel"].with_user(user or self.director)
        return rows.search([("source_id", "=", self.fair.id)])

    def test_stages_and_rates_are_those_counted_by_hand(self):
        """REQ B-16: each rate is of those that had come to the stage before."""
        [group] = self.env["customer.development.funnel"]._read_group(
            [("source_id", "=", self.fair.id)],
            [],
            [
                "registered_count:sum", "surveyed_count:sum", "applied_count:sum",
                "approved_count:sum", "signed_count:sum", "surveyed_rate:avg",
                "applied_rate:avg", "approved_rate:avg", "signed_rate:avg", "total_rate:avg",
            ],
        )  # fmt: skip
        counted = [5, 4, 3, 2, 1]
        rates = [4 / 5, 3 / 4, 2 / 3, 1 / 2, 1 / 5]
        self.assertEqual(list(group[:5]), counted)
        for found, expected in zip(group[5:], rates, strict=True):
            self.assertAlmostEqual(found, expected * 100, 3)

    def test_one_bar_a_stage(self):
        """REQ B-16: the graph has a row for each stage a prospect came to, in their order."""
        steps = self.env["customer.development.funnel.step"]
        bars = steps.with_user(self.director)._read_group(
            [("source_id", "=", self.fair.id)], ["stage"], ["developments:sum"]
        )
        self.assertEqual([count for _stage, count in bars], [5, 4, 3, 2, 1])
        labels = dict(steps._fields["stage"]._description_selection(self.env))
        self.assertEqual(
            [labels[stage] for stage, _count in bars],
            ["Registered", "Surveyed", "Applied", "Approved", "Signed"],
        )
        row = steps.with_user(self.li).search(
            [("stage", "=", "5_signed"), ("source_id", "=", self.fair.id)]
        )
        opened = row.action_open_development()
        self.assertEqual(opened["res_id"], self.developments["signed"].id)
        self.assertFalse(steps.with_user(self.zhao).search([("source_id", "=", self.fair.id)]))
        with self.assertRaisesRegex(AccessError, "not allowed"):
            steps.with_user(self.technician).search([])

    def test_days_are_working_days(self):
        """REQ B-16, B-12: from registration to signing, days off left out."""
        signed = self.developments["signed"].sudo()
        signed.date, signed.signed_on = date(2026, 9, 28), date(2026, 10, 12)
        self.env.flush_all()
        [expected] = self.env.company._workday_count([(signed.date, signed.signed_on)])
        row = self._rows().browse(signed.id)
        self.assertEqual(row.total_days, expected)
        self.assertLess(expected, 14)

    def test_stages_not_reached_have_no_days(self):
        """REQ B-16: unknown days are no zeros that spoil the average."""
        [group] = self.env["customer.development.funnel"]._read_group(
            [("id", "=", self.developments["registered_only"].id)], [], ["total_days:avg"]
        )
        self.assertFalse(group[0])

    def test_who_sees_which_rows(self):
        """REQ B-09: rows are those of customers one may see."""
        self.assertEqual(len(self._rows(self.li)), 5)
        self.assertEqual(len(self._rows(self.ma)), 5)
        self.assertEqual(len(self._rows(self.marketing)), 5)
        self.assertFalse(self._rows(self.zhao))
        self.assertFalse(self._rows(self.mo))
        with self.assertRaisesRegex(AccessError, "not allowed"):
            self._rows(self.technician)

    def test_cost_of_a_new_customer(self):
        """REQ B-16: costs of the year through the customers signed in it, of each source."""
        self.env["customer.development.source.cost"].with_user(self.marketing).create(
            [
                {"source_id": self.fair.id, "name": "Stand", "amount": 30000},
                {"source_id": self.fair.id, "name": "Leaflets", "amount": 2000},
                {"source_id": self.web.id, "name": "Platform", "amount": 500},
            ]
        )
        self.env.flush_all()
        figures = self.env["customer.development.source.figure"].with_user(self.director)
        fair = figures.search([("source_id", "=", self.fair.id), ("year", "=", self.year)])
        self.assertEqual((fair.registered, fair.won, fair.cost), (5, 1, 32000))
        self.assertEqual(fair.cost_per_customer, 32000)
        self.assertEqual(fair.cost_per_prospect, 6400)
        web = figures.search([("source_id", "=", self.web.id)])
        self.assertEqual((web.won, web.cost_per_customer), (0, 0))
        [both] = figures._read_group(
            [("source_id", "in", (self.fair | self.web).ids)], [], ["cost_per_customer:sum"]
        )
        self.assertEqual(both[0], 32500)

    def test_who_enters_costs(self):
        """REQ B-11: salespeople neither enter nor read what sources cost."""
        costs = self.env["customer.development.source.cost"]
        with self.assertRaisesRegex(AccessError, "not allowed"):
            costs.with_user(self.li).create(
                {"source_id": self.fair.id, "name": "Stand", "amount": 1}
            )
        with self.assertRaisesRegex(AccessError, "not allowed"):
            self.env["customer.development.source.figure"].with_user(self.li).search([])

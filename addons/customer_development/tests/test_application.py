from odoo.addons.customer_base.tests.hidden_common import HiddenCase
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestApplication(DevelopmentCase, HiddenCase):
    def test_figures_and_verdict(self):
        """REQ D-04: costs, return ratio, payback and what they say."""
        development = self._apply(self._register())
        self.assertEqual(development.cost_total, 60000)
        self.assertEqual(development.return_ratio, 2.0)
        self.assertEqual(development.payback_months, 6.0)
        self.assertIn("Worth developing", development.worth_verdict)
        development.cost_risk = 205000
        self.assertEqual(development.payback_months, 26.0)
        self.assertIn("Not worth it within the first year", development.worth_verdict)
        development.expected_profit = 0
        self.assertIn("never paid back", development.worth_verdict)
        self.assertEqual(development.payback_months, 0)

    def test_incomplete_application_names_all_gaps(self):
        """REQ D-04: an application without figures, method and advantages is not submitted."""
        development = self._register()
        self._survey(development)
        with self.assertRaises(UserError) as refusal:
            development.action_submit()
        for gap in ("sales", "costs", "method", "advantages"):
            self.assertIn(gap, str(refusal.exception))
        self.assertEqual(development.state, "surveyed")

    def test_a_deputy_decides(self):
        """REQ D-05: the manager's deputy reads the application, also of a customer of others."""
        development = self._apply(self._register())
        self.env.flush_all()
        development.action_submit()
        self._assert_deputy_decides(development, self.ma)
        development.with_user(self.boss).action_approve()
        self.assertEqual(development.state, "approved")

    def test_not_surveyed_is_not_submitted(self):
        """REQ D-03: no application before the survey says develop."""
        with self.assertRaisesRegex(UserError, "its status is Registered"):
            self._register().action_submit()

    def test_bad_input_is_refused(self):
        """REQ D-04: negative money, ending before beginning, profit above sales."""
        for values, words in (
            ({"cost_travel": -1}, "Travel Cost"),
            ({"expected_sales": -5}, "Expected Annual Sales"),
            ({"date_start": "2026-05-02", "date_end": "2026-05-01"}, "Planned End"),
            ({"expected_sales": 10, "expected_profit": 11}, "profit is higher"),
        ):
            development = self._register(partner=self._make_customer(f"For {words}"))
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, words):
                development.write(values)

    def test_supplier_and_contact_are_refused(self):
        """REQ D-02: a development is for a customer, not a supplier or a contact person."""
        supplier = self.env["res.partner"].create({"name": "Bolts", "is_company": True})
        supplier.supplier_rank = 1
        with self.assertRaisesRegex(ValidationError, "supplier"):
            self._register(partner=supplier)
        contact = self.env["res.partner"].create(
            {"name": "Chen", "parent_id": self.partner.id, "type": "contact"}
        )
        with self.assertRaisesRegex(ValidationError, "contact"):
            self._register(partner=contact)

    def test_without_rule_nothing_is_submitted(self):
        """REQ D-05: no rule is an error that says so, never a silent pass."""
        self.env["customer.approval.rule"].search(
            [("model", "=", "customer.development")]
        ).active = False
        development = self._apply(self._register())
        with self.assertRaisesRegex(UserError, "No approval rule"):
            development.action_submit()
        self.assertEqual(development.state, "surveyed")

    def test_currency_without_rate_is_refused(self):
        """REQ D-05: the threshold can't be tested without a rate."""
        currency = self.env["res.currency"].create({"name": "XQQ", "symbol": "q"})
        development = self._apply(self._register(), currency_id=currency.id)
        with self.assertRaisesRegex(UserError, "exchange rate"):
            development.action_submit()
        self.assertEqual(development.state, "surveyed")

    def test_foreign_currency_reaches_threshold(self):
        """REQ D-05: the threshold is in the company's currency."""
        currency = self.env["res.currency"].create(
            {
                "name": "XQQ",
                "symbol": "q",
                "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 0.1})],
            }
        )
        development = self._apply(
            self._register(level="key"), currency_id=currency.id, expected_sales=600000
        )
        self.assertEqual(development.expected_sales_company, 6000000)
        development.action_submit()
        self.assertEqual(len(development.approval_id.sudo().step_ids), 3)

    def test_team_is_locked_while_running_only(self):
        """REQ D-07: the team may be formed after the approval, not while it is decided on."""
        development = self._apply(self._register())
        development.action_submit()
        values = {"development_id": development.id, "user_id": self.wang.id, "role": "liaison"}
        members = self.env["customer.development.member"].with_user(self.li)
        with self.assertRaisesRegex(UserError, "in approval"):
            members.create(values)
        for user in (self.ma, self.boss):
            development.with_user(user).action_approve()
        self.assertTrue(members.create(values))
        coordinators = [values | {"role": "coordinator"}] * 2
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            members.create(coordinators)

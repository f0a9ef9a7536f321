from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestRules(ApprovalCase):
    """What an administrator sets, and what happens when it does not fit (REQ A-01)."""

    def test_first_rule_that_fits(self):
        """REQ D-05: by condition, amount and order."""
        self.rule.sequence = 50
        special = self.make_rule(
            "Special",
            [self.stage("Boss", users=self.boss)],
            sequence=10,
            domain="[('kind', '=', 'special')]",
        )
        large = self.make_rule(
            "Large",
            [self.stage("Boss", users=self.boss)],
            sequence=20,
            amount_from=10_000,
            amount_to=20_000,
        )
        cases = (
            ({"kind": "special", "amount": 15_000}, special),
            ({"amount": 9_999.99}, self.rule),
            ({"amount": 10_000}, large),
            ({"amount": 19_999.99}, large),
            ({"amount": 20_000}, self.rule),
        )
        for values, rule in cases:
            self.assertEqual(self.submit(**values).approval_id.rule_id, rule, values)

    def test_company_rule_before_the_general_one(self):
        """REQ D-05: at the same place the company's own rule is used."""
        own = self.make_rule(
            "Own", [self.stage("Boss", users=self.boss)], company_id=self.company.id
        )
        other = self.env["res.company"].create({"name": "Other"})
        self.make_rule(
            "Theirs", [self.stage("Boss", users=self.boss)], company_id=other.id, sequence=1
        )
        self.assertEqual(self.submit().approval_id.rule_id, own)

    def test_no_rule_is_an_error_that_says_so(self):
        """Bad input: no rule for a document; it stays a draft."""
        self.rule.active = False
        document = self.make_document()
        with self.assertRaisesRegex(UserError, "No approval rule fits: Document"):
            document.action_submit()
        self.assertEqual(document.state, "draft")
        self.assertFalse(document.approval_ids)

    def test_rule_whose_stages_do_not_apply(self):
        """Bad input: a rule that asks nobody never passes a document."""
        self.rule.stage_ids[:2].unlink()
        document = self.make_document()
        with self.assertRaisesRegex(UserError, "asks nobody"):
            document.action_submit()
        self.assertEqual(document.state, "draft")

    def test_stage_condition(self):
        """REQ D-05: a stage is asked only if the document meets its condition."""
        self.rule.stage_ids[1].domain = "[('kind', '=', 'special')]"
        plain, special = self.submit(), self.submit(kind="special")
        self.assertEqual(plain.approval_id.step_ids.mapped("name"), ["Manager"])
        self.assertEqual(special.approval_id.step_ids.mapped("name"), ["Manager", "Director"])

    def test_condition_is_tried_when_saved(self):
        """Bad input: a condition that names no field of the document is refused at once."""
        for domain in ("[('nothing_like_it', '=', 1)]", "[('kind', '=',", "__import__('os')"):
            with self.assertRaisesRegex(ValidationError, "does not work"):
                self.rule.domain = domain
            with self.assertRaisesRegex(ValidationError, "does not work"):
                self.rule.stage_ids[0].domain = domain

    @mute_logger("odoo.sql_db")
    def test_amounts_are_tried_when_saved(self):
        """Bad input: inverted and negative amounts and limits."""
        for values in ({"amount_from": 10, "amount_to": 5}, {"amount_from": -1}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.rule.write(values)
                self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.rule.stage_ids[0].limit_days = -1
            self.env.flush_all()

    def test_stage_without_anybody_named(self):
        """Bad input: a stage must say whom it asks."""
        for values in (
            {"approver_type": "group", "group_id": False},
            {"approver_type": "users", "user_ids": [Command.clear()]},
            {"approver_type": "field", "user_field_id": False},
        ):
            with self.assertRaisesRegex(ValidationError, "nobody could be asked"):
                self.rule.stage_ids[0].write(values)

    def test_model_without_approval(self):
        """Bad input: a rule for a kind of document that has no approval."""
        with self.assertRaisesRegex(ValidationError, "has no approval"):
            self.rule.copy({"model_id": self.env.ref("base.model_res_partner").id})

    def test_summary_says_who_is_asked(self):
        """REQ D-05: the editor shows in one sentence who will be asked."""
        self.rule.amount_from = 200
        symbol = self.rule.currency_id.format(500_000)
        self.assertIn("Manager → Director → Boss", self.rule.summary.replace(f" (≥ {symbol})", ""))
        self.assertIn(f"Boss (≥ {symbol})", self.rule.summary)
        self.assertTrue(self.rule.summary.startswith("≥ "))

    def test_empty_role_is_shown_in_the_editor(self):
        """Bad input: a stage whose role nobody has is shown before it is needed."""
        self.assertFalse(self.rule.warning)
        self.director.group_ids -= self.role
        self.rule.invalidate_recordset()
        self.assertIn("nobody has the role", self.rule.warning)

    def test_foreign_currency_is_converted(self):
        """REQ D-05: limits are in the company's currency, whatever the document's is."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "inverse_company_rate": 7.0,
            }
        )
        document = self.submit(amount=80_000, currency_id=dollar.id)
        self.assertEqual(document.approval_id.amount, 560_000)
        self.assertEqual(document.approval_id.step_count, 3)

    def test_currency_without_rate(self):
        """Bad input: without an exchange rate nothing is submitted at 1:1."""
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        document = self.make_document(currency_id=currency.id)
        with self.assertRaisesRegex(UserError, "no exchange rate for XTS"):
            document.action_submit()
        self.assertEqual(document.state, "draft")

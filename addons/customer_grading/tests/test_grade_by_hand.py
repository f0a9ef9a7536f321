from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestGradeByHand(GradingCommon):
    """设定等级 asks, unless the company sets grades at once (REQ G-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.company_id = cls.company
        cls.other = cls._customer("Other")
        cls.today = cls.company._workday_today()

    def _wizard(self, user, customers, **values):
        return (
            self.env["customer.grade.set"]
            .with_user(user)
            .create(
                {
                    "partner_ids": [(6, 0, customers.ids)],
                    "grade_id": self.grade_a.id,
                    "reason": "Builds a second works",
                    **values,
                }
            )
        )

    def test_button_opens_the_document(self):
        """F-08: on the form it opens the document that asks, with the customer filled in."""
        action = self.customer.with_user(self.director).action_customer_set_grade()
        self.assertEqual(action["res_model"], "customer.grade.override")
        overrides = self.env["customer.grade.override"].with_user(self.director)
        with Form(overrides.with_context(action["context"])) as form:
            self.assertEqual(form.partner_id, self.customer)
            form.grade_id = self.grade_a
            form.date_end = self.today + timedelta(days=30)
            form.reason = "Builds a second works"
        self.assertEqual(form.record.state, "draft")
        self.assertFalse(self.customer.customer_grade_id)

    def test_list_asks_for_each(self):
        """F-08: for several at once, one document each goes to approval; none has a grade yet."""
        both = self.customer | self.other
        action = both.with_user(self.director).action_customer_set_grade()
        self.assertEqual(action["res_model"], "customer.grade.set")
        end = self.today + timedelta(days=30)
        wizard = self._wizard(self.director, both, date_end=end)
        self.assertTrue(wizard.needs_approval)
        opened = wizard.action_apply()
        overrides = self.env["customer.grade.override"].search(opened["domain"])
        self.assertEqual(overrides.partner_id, both)
        self.assertEqual(set(overrides.mapped("state")), {"submitted"})
        self.assertFalse(both.customer_grade_id)

    def test_wizard_by_rpc(self):
        """F-08: who calls the wizard directly sets no grade either."""
        wizard = self._wizard(self.director, self.customer)
        with self.assertRaisesRegex(UserError, "given for a time, with approval"):
            wizard.action_apply()
        with self.assertRaisesRegex(UserError, "given for a time, with approval"):
            self._wizard(
                self.director, self.customer, grade_id=False, date_end=self.today
            ).action_apply()
        with self.assertRaisesRegex(AccessError, "set with the button “Set Grade”"):
            self.customer.with_user(self.director).write({"customer_grade_id": self.grade_a.id})
        self.assertFalse(self.customer.customer_grade_id)

    def test_at_once_where_the_company_allows_it(self):
        """F-08: with the setting, the button grades at once, as before."""
        self.company.customer_grade_at_once = True
        action = self.customer.with_user(self.director).action_customer_set_grade()
        self.assertEqual(action["res_model"], "customer.grade.set")
        self._wizard(self.director, self.customer).action_apply()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)

    def test_not_for_good(self):
        """F-14: a grade by hand ends within the months the company allows."""
        overrides = self.env["customer.grade.override"].with_user(self.director)
        values = {
            "partner_id": self.customer.id,
            "grade_id": self.grade_a.id,
            "reason": "Builds a second works",
        }
        latest = self.today + relativedelta(months=12)
        override = overrides.create({**values, "date_end": latest})
        for day in (latest + timedelta(days=1), "2099-12-31"):
            with self.assertRaisesRegex(ValidationError, "for 12 months at most"):
                overrides.create({**values, "date_end": day})
            with self.assertRaisesRegex(ValidationError, "for 12 months at most"):
                override.write({"date_end": day})
        self.company.customer_grade_hand_months = 3
        with self.assertRaisesRegex(ValidationError, "for 3 months at most"):
            overrides.create({**values, "date_end": latest})

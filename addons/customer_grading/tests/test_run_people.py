from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestRunPeople(GradingCommon):
    """In whose name a run changes grades, who is told, and in which language (F-07, U-06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._make_user("run_colleague", "salesperson", name="Run colleague")
        cls.big = cls._customer("Big", user_id=cls.colleague.id)
        cls.small = cls._customer("Small", user_id=cls.colleague.id)
        cls._invoice("2026-03-01", 6_000_000, partner=cls.big)
        cls._invoice("2026-03-01", 10, partner=cls.small)

    def _approved_run(self):
        return self._approved(partner_ids=[(6, 0, (self.big | self.small | self.customer).ids)])

    def _apply_by_job(self, run):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_grading.ir_cron_customer_grading_run").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(run.state, "applied")

    def _told(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.id),
                ("body", "like", "→"),
            ]
        )

    def _changes(self, partner):
        return self.env["customer.grade.change"].search([("partner_id", "=", partner.id)])

    def test_job_acts_for_who_decided(self):
        """F-07: the change log and the chatter name who approved last, not the job's user."""
        run = self._approved_run()
        self._apply_by_job(run)
        self.assertEqual(self._changes(self.big).user_id, self.director)
        self.assertEqual(self.big.message_ids[0].author_id, self.director.partner_id)
        self.assertIn("→ A", self.big.message_ids[0].body)

    def test_who_applies_is_named(self):
        """F-07: who presses the button applies."""
        run = self._approved_run()
        run.with_user(self.other_marketing).action_apply()
        self.assertEqual(run.state, "applied")
        self.assertEqual(self._changes(self.big).user_id, self.other_marketing)

    def test_language_of_the_company(self):
        """F-07: what the job keeps with a customer is in the company's language, full-width."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        run = self._approved_run()
        self._apply_by_job(run)
        body = self.big.message_ids[0].body
        self.assertIn("等级：", body)
        self.assertIn("开票净额", self._changes(self.big).reason)
        self.assertNotIn("Grade", body)

    def test_owners_are_told_once(self):
        """U-06: one message a person and run, with every new grade and why."""
        run = self._approved_run()
        self._apply_by_job(run)
        message = self._told(self.colleague)
        self.assertEqual(len(message), 1)
        self.assertIn("New grades of your customers: 2.", message.body)
        self.assertIn("Big: — → A.", message.body)
        self.assertIn("Small: — → C.", message.body)
        self.assertNotIn("Big", self._told(self.salesperson).body)

    def test_told_in_their_language(self):
        """F-07: each in the language of the reader: reasons are those of the reader's language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.colleague.lang = "zh_CN"
        run = self._approved_run()
        self._apply_by_job(run)
        self.assertIn("开票净额", self._told(self.colleague).body)
        self.assertIn("net invoiced", self._told(self.salesperson).body.lower())

    def test_nobody_without_a_role_is_told(self):
        """L-02: an owner who may not open the grades gets no message."""
        self.small.sudo().user_id = self.outsider
        run = self._approved_run()
        self._apply_by_job(run)
        self.assertFalse(self._told(self.outsider))

    def test_confirmation_shows_numbers(self):
        """U-06: who approves or applies sees how many change, and each grade before and after."""
        run = self._computed(partner_ids=[(6, 0, (self.big | self.small).ids)])
        run.action_submit()
        action = run.with_user(self.other_marketing).action_ask_approve()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.other_marketing)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("gives 2 of 2 customers a new grade: 0 up, 0 down, 2 first", wizard.message)
        self.assertIn("0 stay as they are", wizard.message)
        rows = [(row["before"], row["after"]) for row in wizard.distribution["rows"]]
        self.assertEqual(rows, [(0, 1), (0, 1), (2, 0)])
        wizard.action_decide()
        self.assertEqual(run.approval_step_ids[:1].decided_by_id, self.other_marketing)

    def test_confirmation_has_no_rights_of_its_own(self):
        """REQ B-09: the dialog approves nothing for who may not, and tells strangers nothing."""
        run = self._computed(partner_ids=[(6, 0, (self.big | self.small).ids)])
        run.action_submit()
        seller = self.env["customer.grading.confirm"].with_user(self.colleague)
        wizard = seller.create({"run_id": run.id, "decision": "approve"})
        with self.assertRaisesRegex(UserError, "it is not your turn"):
            wizard.action_decide()
        self.assertEqual(run.state, "submitted")
        with self.assertRaisesRegex(AccessError, "not allowed to create 'What a Run Changes'"):
            self.env["customer.grading.confirm"].with_user(self.outsider).create(
                {"run_id": run.id, "decision": "apply"}
            )

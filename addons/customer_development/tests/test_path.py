from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestPath(DevelopmentCase):
    def test_from_prospect_to_summed_up(self):
        """REQ D-02 to D-08, D-15, D-16: the whole path of an ordinary customer."""
        self.env.company.development_notify_user_ids = self.finance | self.service
        development = self._register()
        self.assertEqual(development.state, "registered")
        self.assertTrue(development.name)
        self.assertEqual(development.department_id, self.east)
        self._apply(development)
        self.assertEqual(development.state, "surveyed")
        self._approve(development)
        self.assertEqual(self.partner.customer_category, "interested")
        self._start(development)
        for stage in self.stages[:-1]:
            self.assertEqual(development.stage_id, stage)
            self._record(development)
            development.action_next_stage()
        order = self._quotation(development)
        order.action_confirm()
        self.assertEqual(development.state, "signed")
        self.assertEqual(development.sale_order_id, order)
        self.assertTrue(development.signed_on)
        self._assert_admitted_and_summed_up(development)

    def _assert_admitted_and_summed_up(self, development):
        development.action_admit()
        self.assertEqual(development.state, "admitted")
        self.assertTrue(self.partner.ref)
        self.assertEqual(self.partner.customer_category, "closed")
        told = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )
        self.assertEqual(told.user_id, self.finance | self.service)
        with self.assertRaisesRegex(UserError, "Success Points"):
            development.action_summarize()
        development.write(
            {
                "summary_success": "Quick answers",
                "summary_failure": "Late samples",
                "summary_correction": "Samples in stock",
                "summary_prevention": "Check list for samples",
            }
        )
        development.action_summarize()
        self.assertEqual(development.state, "done")
        self.assertTrue(development.closed_on)
        with self.assertRaisesRegex(UserError, "closed"):
            development.needs = "Something else"

    def test_key_account_over_threshold_goes_to_general_manager(self):
        """REQ D-05: key account manager, director, and from 5,000,000 the general manager."""
        development = self._apply(
            self._register(level="key"), expected_sales=5000000, expected_profit=900000
        )
        development.action_submit()
        development.with_user(self.ma).action_approve()
        with self.assertRaisesRegex(UserError, "it is not your turn"):
            development.with_user(self.boss).action_approve()
        development.with_user(self.director).action_approve()
        self.assertEqual(development.state, "submitted")
        development.with_user(self.boss).action_approve()
        self.assertEqual(development.state, "approved")

    def test_key_account_below_threshold_ends_with_director(self):
        """REQ D-05: below the threshold the director's approval is the last."""
        development = self._apply(self._register(level="key"), expected_sales=4999999)
        self._approve(development, self.ma, self.director)

    def test_key_account_is_flagged_and_needs_coordinator(self):
        """REQ D-07, B-01: no start without a coordinator; admitted, it is a 重点客户."""
        development = self._apply(self._register(level="key"))
        self._approve(development, self.ma, self.director)
        development.task_ids.write({"findings": "Known", "is_done": True})
        with self.assertRaisesRegex(UserError, "coordinator"):
            development.action_start()
        development.member_ids = [
            (0, 0, {"role": "coordinator", "user_id": self.wang.id, "work": "Watches it all"})
        ]
        development.action_start()
        self.assertEqual(development.coordinator_id, self.wang)
        self._quotation(development).action_confirm()
        self.assertFalse(self.partner.is_key_account)
        # the coordinator may act as well as the responsible person
        development.with_user(self.wang).action_admit()
        self.assertTrue(self.partner.is_key_account)

    def test_rejected_revised_and_submitted_again(self):
        """REQ D-05: a rejected application goes back, is changed and submitted again."""
        development = self._apply(self._register())
        development.action_submit()
        with self.assertRaisesRegex(UserError, "in approval"):
            development.expected_sales = 900000
        development.with_user(self.ma).action_reject("The costs are too low")
        self.assertEqual(development.state, "rejected")
        self.assertIn("The costs are too low", development.approval_hint)
        development.cost_travel = 40000
        self._approve(development)
        self.assertEqual(len(development.approval_ids), 2)

    def test_approved_figures_change_only_by_revision(self):
        """REQ D-04: what was approved stands until it is approved anew."""
        development = self._approve(self._apply(self._register()))
        for name, value in (
            ("expected_sales", 1),
            ("cost_staff", 1),
            ("level", "key"),
            ("advantage_cost", "Other"),
            ("factor_policy", "Other"),
        ):
            with self.subTest(field=name), self.assertRaisesRegex(UserError, "approved"):
                development[name] = value
        development.action_revise("Larger order")
        self.assertEqual(development.state, "surveyed")
        development.expected_sales = 1000000
        self._approve(development)
        self.assertEqual(len(development.task_ids), 6, "the check list is not made twice")

    def test_signed_cannot_be_revised(self):
        """REQ D-05: a signed development is not taken back to the survey by revising it."""
        development = self._working()
        self.assertTrue(development.can_revise)
        self._quotation(development).action_confirm()
        self.assertFalse(development.can_revise)
        with self.assertRaisesRegex(UserError, "no longer be revised"):
            development.action_revise("Again")

    def test_what_is_hidden_is_not_named_by_a_refusal(self):
        """S-04: to revise asks for the right before it names what is signed, cached or not."""
        development = self._working()
        self._quotation(development).action_confirm()
        theirs = development.with_user(self.zhao)
        self.assertTrue(theirs.sudo().display_name and theirs.sudo().state)
        with self.assertRaises(AccessError) as caught:
            theirs.action_revise("Again")
        self.assertNotIn(development.name, str(caught.exception))

    def test_preparation_names_open_items(self):
        """REQ D-06: work starts when the six items are known; the message names the open ones."""
        development = self._approve(self._apply(self._register()))
        self.assertEqual(len(development.task_ids), 6)
        first, *others = development.task_ids
        for task in others:
            task.write({"findings": "Known", "is_done": True})
        with self.assertRaisesRegex(UserError, first.name):
            development.action_start()
        with self.assertRaisesRegex(UserError, "what you found out"):
            first.is_done = True
        first.write({"findings": "Mr Chen", "is_done": True})
        self.assertEqual(first.done_by_id, self.li)
        self.assertTrue(first.done_on)
        development.action_start()
        self.assertEqual(development.stage_id, self.stages[0])

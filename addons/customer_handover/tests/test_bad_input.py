from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user

from .common import HandoverCommon


class TestBadInput(HandoverCommon):
    def test_who_cannot_take_over(self):
        """REQ H-02: archived, elsewhere, without the role, the leaver, or leaving as well."""
        handover = self._open()
        gone = self._make_user("gone", "salesperson", name="Gone")
        gone.active = False
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = new_test_user(
            self.env,
            "elsewhere",
            groups="customer_base.group_customer_salesperson",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for user, why in (
            (gone, "has left"),
            (elsewhere, "does not work for"),
            (self.outsider, "has no role in customer management"),
            (self.leaver, "hands over and takes over nothing"),
        ):
            with self.subTest(user.login), self._refused(ValidationError, why):
                handover.customer_ids[0].receiver_id = user
            self.env.invalidate_all()
            self.assertFalse(handover.customer_ids.receiver_id)
            with self.subTest(user.login), self._refused(ValidationError, why):
                handover.main_receiver_id = user
            self.env.invalidate_all()
            self.assertFalse(handover.main_receiver_id)

    def test_two_who_leave_and_name_each_other(self):
        """REQ H-02: a second leaver takes nothing over."""
        self._open(leaver_id=self.anna.id)
        first = self._open()
        with self._refused(ValidationError, "is handing over as well"):
            first.main_receiver_id = self.anna

    def test_on_leave(self):
        """REQ H-02: who has a deputy today is not there."""
        today = self.company._workday_today()
        self.env["customer.approval.delegation"].create(
            {
                "user_id": self.anna.id,
                "delegate_id": self.bert.id,
                "date_from": today,
                "date_to": today,
            }
        )
        with self._refused(ValidationError, "is on leave now"):
            self._open(main_receiver_id=self.anna.id)

    def test_one_sheet_at_a_time(self):
        """REQ H-01: a second sheet of the same person is refused."""
        self._open()
        with self._refused(UserError, "already handing over"):
            self._open(by=self.director)

    def test_receiver_leaves_before_the_move(self):
        """REQ H-02: who has left meanwhile gets nothing; the customers wait with the reason."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        handover.customer_ids[0].receiver_id = self.bert
        bert_gets = handover.customer_ids[0].partner_id
        self._accepted(handover)
        self._approve(handover)
        self.bert.active = False
        self._run()
        self.assertEqual(bert_gets.user_id, self.leaver)
        row = handover.customer_ids.filtered(lambda row: row.partner_id == bert_gets)
        self.assertEqual(row.state, "skipped")
        self.assertIn("Bert has left", row.skipped_why)
        self.assertEqual((self.customers - bert_gets).user_id, self.anna)

    def test_letter_without_an_address(self):
        """REQ H-03: who has no address, or wants no letters, is on record as such."""
        self.customers[1].email = False
        self.env["mail.blacklist"].sudo()._add(self.customers[2].email)
        handover = self._moved(notify=True)
        states = {row.partner_id: row.notice_state for row in handover.customer_ids}
        self.assertEqual(states[self.customers[1]], "no_address")
        self.assertEqual(states[self.customers[2]], "opted_out")
        self.assertEqual(states[self.customers[3]], "sent")
        self.assertEqual(self.customers.user_id, self.anna)

    def test_bad_letter_stops_nobody(self):
        """REQ H-03: a letter that cannot be written is on record, and the others go on."""
        template = self.env["mail.template"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("customer.handover.customer"),
                "subject": "{{ object.no_such_field }}",
                "body_html": "<p>Hello</p>",
            }
        )
        handover = self._moved(notify=True, template_id=template.id)
        failed = handover.customer_ids.filtered(lambda row: row.notice_state == "failed")
        self.assertEqual(len(failed), 5)
        self.assertTrue(all(failed.mapped("notice_error")))
        self.assertEqual(self.customers.user_id, self.anna)

    def test_manager_leaves_before_confirming(self):
        """REQ H-02, A-05: the superior confirms in the place of a manager who has left."""
        handover = self._open(by=self.director, main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        self.company.handover_gate = False
        self.manager.active = False
        handover.action_submit()
        step = handover.sudo().approval_id.current_step_id
        self.assertTrue(step.approver_ids)
        self.assertNotIn(self.manager, step.approver_ids)

    def test_customer_added_while_it_runs(self):
        """REQ H-06: what still came to the leaver goes to the main receiver as well."""
        handover = self._open(main_receiver_id=self.anna.id, reason="region")
        self._all_to(handover, self.anna)
        self._accepted(handover)
        self._approve(handover)
        late = self.Partner.create(
            {
                "name": "迟到客户有限公司",
                "is_company": True,
                "customer_category": "potential",
                "user_id": self.leaver.id,
            }
        )
        self._run()
        self.assertEqual(late.user_id, self.anna)

    def test_a_draft_only_is_changed(self):
        """REQ H-02: what was approved is what moves."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        handover.action_submit()
        with self._refused(UserError, "not possible in the state"):
            handover.customer_ids[0].receiver_id = self.bert
        self.assertEqual(handover.customer_ids.receiver_id, self.anna)

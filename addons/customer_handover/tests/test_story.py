from odoo import fields
from odoo.exceptions import UserError

from .common import HandoverCommon


class TestStory(HandoverCommon):
    def test_from_the_sheet_to_the_closed_login(self):
        """REQ H-01, H-02, H-03, S3 四.6: others take over, customers are told, access ends."""
        important = self.customers[1]
        important.sudo().is_key_account = True
        handover = self._open(main_receiver_id=self.anna.id, notify=True)
        rows = handover.customer_ids
        self.assertEqual(rows.partner_id, self.customers)
        self.assertFalse(
            rows.filtered(lambda row: row.partner_id == important).receiver_id,
            "important customers are given by hand first",
        )
        self.assertEqual((rows - rows.filtered("is_important")).receiver_id, self.anna)
        with self._refused(UserError, "1 customers have no receiver"):
            handover.action_submit()
        rows.filtered("is_important").receiver_id = self.bert
        handover.action_leave_undecided()

        handover.action_ask()
        self.assertEqual(handover.receiver_ids.user_id, self.anna | self.bert)
        with self._refused(UserError, "Not accepted yet by"):
            handover.action_submit()
        handover.with_user(self.anna).action_accept()
        handover.with_user(self.bert).action_decline("Too much already")
        self.assertEqual(
            handover.receiver_ids.filtered(lambda row: row.user_id == self.bert).decline_reason,
            "Too much already",
        )
        rows.filtered("is_important").receiver_id = self.anna
        handover.action_ask()
        self.assertEqual(handover.receiver_ids.user_id, self.anna)
        handover.with_user(self.anna).action_accept()

        self._to_the_end(handover)

    def _to_the_end(self, handover):
        rows = handover.customer_ids
        self._approve(handover)
        self.assertEqual(self.customers.user_id, self.leaver, "nothing moves before its turn")
        self._run()
        self.assertEqual(handover.state, "moved")
        self.assertEqual(self.customers.user_id, self.anna)
        states = {row.partner_id: row.notice_state for row in rows}
        self.assertEqual(states.pop(self.customer), "no_address")
        self.assertEqual(set(states.values()), {"sent"})

        handover.with_user(self.leaver).action_sign()
        handover.with_user(self.anna).action_sign()
        self.assertEqual(handover.state, "done")
        self.assertFalse(self.leaver.active, "the last day is over")
        self.assertTrue(handover.closed_on)
        self.assertFalse(
            self.env["customer.access"].search([("user_id", "=", self.leaver.id)]),
            "no access is left",
        )

    def test_questions_that_are_over_disappear(self):
        """REQ H-02: who declined and was replaced, and the answers after submission: no to-dos."""
        handover = self._open()
        self._all_to(handover, self.anna)
        handover.customer_ids[:2].receiver_id = self.bert
        handover.action_ask()
        handover.with_user(self.anna).action_decline("Too much")
        self.assertEqual(handover.activity_ids.user_id, self.manager | self.bert)
        handover.customer_ids.receiver_id = self.bert
        handover.line_ids.receiver_id = self.bert
        handover.action_ask()
        # five customers more: asked again, once; the news that Anna declined is old
        self.assertEqual(handover.activity_ids.user_id, self.bert)
        self.assertEqual(len(handover.activity_ids), 1)
        handover.with_user(self.bert).action_accept()
        self.assertEqual(handover.activity_ids.user_id, self.manager)
        handover.action_submit()
        approvers = handover.sudo().approval_id.current_step_id.approver_ids
        self.assertTrue(handover.activity_ids)
        self.assertLessEqual(handover.activity_ids.user_id, approvers)

    def test_last_day_keeps_the_login_until_it_is_over(self):
        """REQ H-04: who has handed over keeps the login until the last working day is over."""
        today = self.company._workday_today()
        handover = self._moved(last_day=fields.Date.add(today, days=5))
        handover.with_user(self.leaver).action_sign()
        handover.with_user(self.anna).action_sign()
        self.assertEqual(handover.state, "done")
        self._job("ir_cron_handover_close")
        self.assertTrue(self.leaver.active)
        handover.with_user(self.manager).last_day = fields.Date.subtract(today, days=1)
        self._job("ir_cron_handover_close")
        self.assertFalse(self.leaver.active)

    def test_without_signatures_only_with_a_reason(self):
        """REQ H-02: a sheet is done without all signatures only with the reason."""
        handover = self._moved()
        with self._refused(UserError, "Not signed by Anna"):
            handover.action_finish()
        handover.absent_reason = "In hospital"
        handover.action_finish()
        self.assertEqual(handover.state, "done")

    def test_new_to_me(self):
        """REQ H-07: who takes over is reminded of the first contact, once for all customers."""
        handover = self._moved()
        rows = handover.customer_ids.sudo()
        self.assertTrue(all(rows.mapped("contact_due")))
        self._job("ir_cron_handover_remind")
        kind = self.env.ref("customer_handover.mail_activity_first_contact")
        reminders = self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", self.anna.id)]
        )
        self.assertEqual(len(reminders), 1)
        self.assertIn("6", reminders.summary)

        self.env["customer.interaction"].with_user(self.anna).create(
            {"partner_id": self.customer.id, "way": "phone", "summary": "Hello"}
        )
        rows.invalidate_recordset()
        contacted = rows.filtered("first_contact_on")
        self.assertEqual(contacted.partner_id, self.customer)
        open_rows = rows.search([("first_contact_on", "=", False), ("id", "in", rows.ids)])
        self.assertEqual(open_rows.partner_id, self.customers - self.customer)

    def test_by_rule_and_by_load(self):
        """REQ H-02: rules by grade and region name receivers; load spreads evenly, shown first."""
        self.customers[1:3].sudo().state_id = self.env["res.country.state"].search(
            [("country_id.code", "=", "CN")], limit=1
        )
        self.env["customer.handover.rule"].create(
            {
                "name": "North",
                "company_id": self.company.id,
                "region_ids": self.customers[1].state_id.ids,
                "user_ids": self.bert.ids,
            }
        )
        handover = self._open()
        handover.action_assign_by_rule()
        by_rule = handover.customer_ids.filtered("receiver_id")
        self.assertEqual(by_rule.partner_id, self.customers[1:3])
        self.assertEqual(by_rule.receiver_id, self.bert)

        wizard = (
            self.env["customer.handover.balance"]
            .with_user(self.manager)
            .create(
                {
                    "handover_id": handover.id,
                    "user_ids": (self.anna | self.bert).ids,
                    "measure": "count",
                    "again": True,
                }
            )
        )
        self.assertEqual(wizard.line_ids.mapped("customer_count"), [3, 3])
        self.assertTrue(by_rule[0].receiver_id, "a preview changes nothing")
        wizard.action_apply()
        self.assertEqual(
            [
                len(handover.customer_ids.filtered(lambda row, u=user: row.receiver_id == u))
                for user in (self.anna, self.bert)
            ],
            [3, 3],
        )

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import HandoverCommon


class TestMove(HandoverCommon):
    def _activity(self, record, user=None, **vals):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get(record._name).id,
                "res_id": record.id,
                "user_id": (user or self.leaver).id,
                "summary": "Call",
                **vals,
            }
        )

    def test_what_goes_with_a_customer(self):
        """REQ H-01, H-07: quotations, activities and meetings follow, with stage and history."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.leaver.id}
        )
        done_order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.leaver.id, "state": "cancel"}
        )
        activity = self._activity(self.customer)
        on_order = self._activity(order, date_deadline="2030-01-05")
        start = fields.Datetime.now() + timedelta(days=3)
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": self.leaver.id,
                "partner_ids": self.customer.ids,
            }
        )
        handover = self._open()
        row = handover.customer_ids.filtered(lambda row: row.partner_id == self.customer)
        self.assertEqual(row.work_count, 4)
        handover.customer_ids.receiver_id = self.bert
        row.receiver_id = self.anna
        handover.line_ids.receiver_id = self.bert
        handover.action_leave_undecided()
        self._accepted(handover)
        self._approve(handover)
        author, team = order.create_uid, order.team_id
        self._run()
        self.env.invalidate_all()
        for record in (order, activity, on_order, event):
            self.assertEqual(record.user_id, self.anna, record)
        self.assertEqual(done_order.user_id, self.leaver, "what is closed stays with its author")
        self.assertEqual(order.create_uid, author)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.team_id, team, "what Odoo proposes from the person stays")
        self.assertEqual(on_order.date_deadline, fields.Date.to_date("2030-01-05"))

    def test_what_nobody_registered_goes_with_its_customer(self):
        """REQ H-01, H-02: a kind of another app: with the customer, or to the line's receiver."""
        plan = self.env["account.analytic.plan"].create({"name": "Hours"})
        account = self.env["account.analytic.account"].create({"name": "Hours", "plan_id": plan.id})
        of_customer, alone = self.env["account.analytic.line"].create(
            [
                {
                    "name": "Talks",
                    "account_id": account.id,
                    "user_id": self.leaver.id,
                    "partner_id": partner,
                }
                for partner in (self.customer.id, False)
            ]
        )
        handover = self._open()
        handover.customer_ids.receiver_id = self.anna
        handover.line_ids.receiver_id = self.bert
        line = handover.line_ids.filtered(lambda line: line.model == "account.analytic.line")
        self.assertEqual((line.record_count, line.alone_count), (2, 1))
        line.decision = "move"
        handover.action_leave_undecided()
        self._accepted(handover)
        self._approve(handover)
        self._run()
        self.env.invalidate_all()
        self.assertEqual(of_customer.user_id, self.anna)
        self.assertEqual(alone.user_id, self.bert)

    def test_same_result_as_writing(self):
        """REQ H-06: owner, access, follower and one line of history, as by a plain change."""
        plain, moved = self.customers[1], self.customers[2]
        plain.with_context(tracking_disable=False).with_user(self.director).user_id = self.anna
        self.env.flush_all()
        handover = self._moved()
        self.env.invalidate_all()
        for partner in (plain, moved):
            self.assertEqual(partner.user_id, self.anna)
            self.assertIn(self.anna.partner_id, partner.message_partner_ids)
            rows = self.env["customer.access"].search(
                [("partner_id", "=", partner.id), ("reason", "=", "owner")]
            )
            self.assertEqual(rows.user_id, self.anna)
            state = self.env["customer.interaction.state"].search([("partner_id", "=", partner.id)])
            self.assertEqual(state.user_id, self.anna)
        subtypes = [
            self.env["mail.followers"]
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", partner.id),
                    ("partner_id", "=", self.anna.partner_id.id),
                ]
            )
            .subtype_ids
            for partner in (plain, moved)
        ]
        self.assertEqual(subtypes[0], subtypes[1])
        line = moved.message_ids.filtered(lambda message: handover.name in (message.body or ""))
        self.assertEqual(len(line), 1)
        tracked = line.sudo().tracking_value_ids
        self.assertEqual(tracked.field_id.name, "user_id")
        self.assertEqual(
            (tracked.old_value_char, tracked.new_value_char), (self.leaver.name, "Anna")
        )

    def test_one_message_to_who_takes_over(self):
        """REQ H-06: one message for all customers, never one each."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        self._approve(handover)
        before = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.anna.partner_id.id)]
        )
        self._run()
        after = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.anna.partner_id.id)]
        )
        self.assertEqual(len(after - before), 1)

    def test_changed_meanwhile_is_skipped(self):
        """REQ H-06: a customer that has gone to somebody else is listed, not overwritten."""
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        self._approve(handover)
        taken = self.customers[3]
        taken.with_user(self.director).user_id = self.bert
        self._run()
        self.assertEqual(taken.user_id, self.bert)
        self.assertEqual((self.customers - taken).user_id, self.anna)
        self.assertNotIn(
            taken, handover.customer_ids.filtered(lambda r: r.state == "moved").partner_id
        )
        self.assertEqual(handover.state, "moved")

    def test_twice_started_once_done(self):
        """REQ H-06: what has moved does not move again."""
        handover = self._moved()
        logged = self.env["customer.handover.log"].search_count([("handover_id", "=", handover.id)])
        lines = len(self.customer.message_ids)
        self._run()
        self.assertEqual(
            self.env["customer.handover.log"].search_count([("handover_id", "=", handover.id)]),
            logged,
        )
        self.customer.invalidate_recordset()
        self.assertEqual(len(self.customer.message_ids), lines)

    def test_undo_until_the_employee_is_gone(self):
        """REQ H-05, H-07: everything goes back but what others have changed since."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customers[1].id, "user_id": self.leaver.id}
        )
        handover = self._moved()
        self.env.invalidate_all()
        self.assertEqual(order.user_id, self.anna)
        later = self.customers[4]
        later.with_user(self.director).user_id = self.bert
        handover.with_user(self.director).action_undo("Stays after all")
        self._run()
        self.env.invalidate_all()
        self.assertEqual(handover.state, "undone")
        self.assertEqual(later.user_id, self.bert)
        self.assertEqual((self.customers - later).user_id, self.leaver)
        self.assertEqual(order.user_id, self.leaver)
        self.assertFalse(self.leaver._handover_is_frozen())

    def test_no_undo_after_archiving(self):
        """REQ H-05: after the employee is archived, only a new sheet."""
        handover = self._moved()
        employee = self.employee
        employee.with_context(no_wizard=True).action_archive()
        with self._refused(UserError, "has left the company"):
            handover.with_user(self.director).action_undo("Too late")
        self.assertEqual(self.customers.user_id, self.anna)

    def test_who_stays_helps_for_a_while(self):
        """REQ H-07: in a transition both see the customers; the history goes on."""
        until = fields.Date.add(self.company._workday_today(), days=30)
        self._moved(reason="moved", transition_until=until)
        row = self.env["customer.access"].search(
            [("partner_id", "=", self.customer.id), ("user_id", "=", self.leaver.id)]
        )
        self.assertEqual((row.reason, row.until), ("team", until))
        self.assertTrue(self.customer.with_user(self.leaver).access_read)

    def test_moved_too_often_is_warned_of(self):
        """REQ H-07: a customer is not moved again and again; the sheet warns at the cap."""
        self.company.handover_cap_times = 1
        self._moved(reason="region")
        second = self._open(leaver_id=self.anna.id, reason="region")
        self.assertEqual(second.often_count, 6)
        self.assertTrue(all(second.customer_ids.mapped("moved_often")))

    def test_moves_in_few_statements(self):
        """REQ H-06: at most 0.1 query a customer."""
        self.Partner.create(
            [
                {
                    "name": f"批量客户{number}号有限公司",
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": self.leaver.id,
                }
                for number in range(400)
            ]
        )
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        self._approve(handover)
        handover_sudo = handover.sudo()
        handover_sudo._approval_set_state("moving")
        self.env.flush_all()
        self.env.invalidate_all()
        begin = self.env.cr.sql_log_count
        self.assertEqual(handover_sudo._move_customers(500), 406)
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - begin, 75)

    def test_pool_only_by_decision(self):
        """REQ H-02: what nobody takes goes to the public pool only when the sheet says so."""
        self.company.write({"customer_protection": True, "customer_pool": True})
        handover = self._open(main_receiver_id=self.anna.id)
        self._all_to(handover, self.anna)
        row = handover.customer_ids[-1]
        row.decision = "pool"
        partner = row.partner_id
        self._accepted(handover)
        self._approve(handover)
        self._run()
        self.env.invalidate_all()
        self.assertFalse(partner.user_id)
        self.assertTrue(partner._customer_pooled())
        self.assertEqual((self.customers - partner).user_id, self.anna)

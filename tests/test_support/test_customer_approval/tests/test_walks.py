import random

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_signers import DialogCase

WALKS = 100
STEPS = 30
REFUSALS = (UserError, AccessError, ValidationError)


@tagged("post_install", "-at_install")
class TestWalks(DialogCase):
    """Seeded random walks over the engine: whatever people try, what must hold holds (A-01…A-06).

    Each step is one thing that somebody does, allowed or not. A refusal leaves everything as it
    was; after each step the invariants are looked at.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls.user("ap_expert")
        cls.employee(cls.expert, cls.boss.approval_employee_ids)
        cls.people = cls.sales | cls.colleague | cls.manager | cls.director | cls.boss | cls.expert
        field = cls.env["ir.model.fields"]._get("test.approval.document", "amount")
        cls.rule.stage_ids[1].write({"may_hand_over": True, "may_field_ids": [(4, field.id)]})
        cls.rule.stage_ids[0].may_hand_over = True

    # ------------------------------------------------------------ what people do

    def do_submit(self, user, document):
        self.as_user(user, document).action_submit()

    def do_approve(self, user, document):
        self.decide(user, document)

    def do_reject(self, user, document):
        self.decide(user, document, "reject")

    def do_withdraw(self, user, document):
        self.as_user(user, document).action_withdraw("wait")

    def do_revise(self, user, document):
        self.as_user(user, document).action_revise("again")

    def do_revoke(self, user, document):
        self.as_user(user, document).action_revoke("sorry")

    def do_send_back(self, user, document):
        steps = document.sudo().approval_id.step_ids
        choice = self.random.choice([False, *steps.ids])
        self.dialog(user, document, "returned", step_id=choice)

    def do_add(self, user, document):
        self.dialog(
            user,
            document,
            "added",
            user_id=self.random.choice(self.people).id,
            where=self.random.choice(["before", "after"]),
        )

    def do_hand_over(self, user, document):
        self.dialog(user, document, "handed", user_id=self.random.choice(self.people).id)

    def do_delegate(self, user, document):
        today = self.company._workday_today()
        self.as_user(user, self.env["customer.approval.delegation"]).create(
            {
                "user_id": user.id,
                "delegate_id": self.random.choice(self.people - user).id,
                "date_from": today,
                "date_to": today,
            }
        )

    def do_escalate(self, user, document):
        pending = self.env["customer.approval.step"].search(
            [("state", "=", "pending"), ("approval_id.res_id", "=", document.id)]
        )
        if pending:
            self.env.cr.execute(
                "UPDATE customer_approval_step SET due_date = '2020-01-02' WHERE id = %s",
                [pending.id],
            )
            pending.invalidate_recordset()
            pending.sudo()._follow_up_each()

    def do_write(self, user, document):
        name, value = self.random.choice(
            [("name", "Changed"), ("amount", self.random.choice([1, 600_000])), ("note", "n")]
        )
        self.as_user(user, document).write({name: value})

    def do_change_rule(self, user, document):
        self.rule.write(
            {
                "repeat_mode": self.random.choice(["each", "consecutive", "once"]),
                "own_mode": self.random.choice(["superior", "skip"]),
            }
        )
        self.rule.stage_ids[1].mode = self.random.choice(["any", "all"])

    def do_archive(self, user, document):
        person = self.random.choice(self.people - self.sales)
        person.active = not person.active

    # ------------------------------------------------------------ what must hold

    def watch(self, document):
        """Check what must hold, and that history has only grown since the last look."""
        self.env.flush_all()
        self.env.invalidate_all()
        document = document.sudo()
        rounds = document.approval_ids
        running = rounds.filtered(lambda one: one.state == "running")
        self.assertLessEqual(len(running), 1, "one open round")
        self.assertEqual(document.state == "submitted", bool(running))
        for step in rounds.step_ids:
            excluded = step.approval_id._excluded_users()
            self.assertFalse(step.decided_by_id & excluded, "nobody decides on their own")
            self.assertFalse(step.agreed_user_ids & excluded)
        pending = running.step_ids.filtered(lambda one: one.state == "pending")
        self.assertEqual(len(pending), len(running), "one step at a time")
        for step in pending:
            self.assertTrue(step._open_approvers(), "somebody can decide")
            self.assertEqual(step.approval_id.snapshot, document._approval_snapshot())
        events = rounds.event_ids.sorted("id").ids
        self.assertEqual(events[: len(self.seen)], self.seen, "history only grows")
        self.seen = events
        if running and self.locked:
            filled = "\n".join(pending.approval_id.step_ids.filtered("filled").mapped("filled"))
            self.assertEqual(document.name, self.locked[0], "locked while it runs")
            self.assertTrue(document.amount == self.locked[1] or "Amount" in filled)
        self.locked = (document.name, document.amount)

    def walk(self, seed):
        self.random = random.Random(seed)
        self.seen, self.locked = [], None
        document = self.make_document(amount=self.random.choice([1000, 600_000])).sudo()
        moves = [name for name in dir(self) if name.startswith("do_")]
        # deciding is tried most, or no walk would come to an end
        moves += ["do_approve"] * 8 + ["do_submit"] * 4
        done = 0
        for _number in range(STEPS):
            move, user = self.random.choice(moves), self.random.choice(self.people)
            waiting = document.approval_id.current_step_id
            if move != "do_submit" and waiting and self.random.random() < 0.6:
                able = waiting._open_approvers()
                user = self.random.choice(able) if able else user
            elif move == "do_submit":
                user = self.sales
            try:
                with self.cr.savepoint():
                    getattr(self, move)(user, document)
                    self.env.flush_all()
                done += 1
            except REFUSALS as error:
                self.assertTrue(str(error))
            self.watch(document)
        return done

    def test_walks(self):
        """REQ A-01 to A-06: 100 walks of 30 steps."""
        done = 0
        for seed in range(WALKS):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                done += self.walk(seed)
                savepoint.rollback()
                self.env.invalidate_all()
        # walks in which everything is refused would prove nothing
        self.assertGreater(done, WALKS * 5)

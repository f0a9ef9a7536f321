import random

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.customer_development import CLOSED_STATES, WORKING_STATES
from .common import DevelopmentCase

WALKS = 100
STEPS = 30
REFUSALS = (UserError, AccessError, ValidationError)
KEYS = ("expected_sales", "cost_staff", "level", "partner_id")

# the way forward is tried most, or no walk would come to an end
FORWARD = {
    "registered": ["do_survey", "do_conclude"],
    "surveyed": ["do_apply", "do_submit"],
    "submitted": ["do_approve"],
    "rejected": ["do_submit"],
    "approved": ["do_start"],
    "in_progress": [
        "do_quote",
        "do_confirm",
        "do_record",
        "do_quote",
        "do_confirm",
        "do_stop",
    ],
    "signed": ["do_admit", "do_hand_over"],
    "admitted": ["do_sum_up"],
}


@tagged("post_install", "-at_install")
class TestWalks(DevelopmentCase):
    """Seeded random walks over a development (issue 15): whatever people try, what must hold holds.

    One open development a customer, history only grows, no order is confirmed outside of the
    working states, nothing locked changes.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.ma | cls.li | cls.wang | cls.zhao | cls.director | cls.boss | cls.finance
        cls.product = cls.env["product.product"].create({"name": "Loader", "list_price": 1000})
        cls.twin = cls._make_customer("Longshan Mining Machinery Branch")

    # ------------------------------------------------------------ what people do
    def do_survey(self, user, development):
        surveys = self.env["customer.development.survey"].with_user(user)
        survey = surveys.create({"development_id": development.id})
        survey.score_ids.write({"score": self.random.choice("2345")})
        if self.random.random() < 0.2:
            survey.score_ids[:1].is_unclear = True
        survey.findings = "Looked at"

    def do_conclude(self, user, development):
        survey = development.sudo().survey_ids.filtered(lambda one: one.state == "draft")[:1]
        action = self.random.choice(["develop"] * 8 + ["resurvey"] * 2 + ["drop"])
        getattr(survey.with_user(user), f"action_{action}")()

    def do_apply(self, user, development):
        development.with_user(user).write(
            {
                "expected_sales": self.random.choice([800_000, 6_000_000]),
                "expected_profit": 100_000,
                "cost_staff": self.random.choice([20_000, 30_000]),
                "development_method": "visit",
                "advantage_cost": "Less energy",
            }
        )

    def do_submit(self, user, development):
        development.with_user(user).action_submit()

    def do_approve(self, user, development):
        development.with_user(user).action_approve()

    def do_reject(self, user, development):
        development.with_user(user).action_reject("No")

    def do_withdraw(self, user, development):
        development.with_user(user).action_withdraw("Wait")

    def do_revise(self, user, development):
        development.with_user(user).action_revise("Again")

    def do_start(self, user, development):
        development.sudo().task_ids.filtered(lambda one: one.phase == "preparation").write(
            {"findings": "Known", "is_done": True}
        )
        development.with_user(user).action_start()

    def do_record(self, user, development):
        stage = development.sudo().stage_id or self.stages[0]
        judgement = self.random.choice(["go", "stay", "stop"])
        self._record(development, judgement, user, stage_id=stage.id)

    def do_next_stage(self, user, development):
        development.with_user(user).action_next_stage()

    def do_quote(self, user, development):
        action = development.with_user(user).action_new_quotation()
        self.env["sale.order"].with_user(user).with_context(action["context"]).create(
            {"order_line": [(0, 0, {"product_id": self.product.id})]}
        )

    def do_confirm(self, user, development):
        order = development.sudo().order_ids.filtered(lambda one: one.state != "sale")[:1]
        order.with_user(self.random.choice([user, self.env.user])).action_confirm()

    def do_force_order(self, user, development):
        development.sudo().order_ids[:1].with_user(user).write({"state": "sale"})

    def do_admit(self, user, development):
        development.with_user(user).action_admit()

    def do_sum_up(self, user, development):
        names = ("success", "failure", "correction", "prevention")
        development.with_user(user).write({f"summary_{name}": "Written" for name in names})
        development.with_user(user).action_summarize()

    def do_stop(self, user, development):
        stop = development.sudo().stop_ids.filtered(lambda one: one.state == "submitted")[:1]
        if not stop:
            stops = self.env["customer.development.stop"].with_user(user)
            stop = stops.create({"development_id": development.id, "facts": "Bills"})
            stop.action_submit()
        able = stop.sudo().approval_id.current_step_id._open_approvers()
        if able and self.random.random() < 0.5:
            stop.with_user(self.random.choice(able)).action_approve()

    def do_close(self, user, development):
        kind = self.random.choice(["lose", "drop"])
        cause = self.env["customer.development.cause"].search([], limit=1)
        action = getattr(development.with_user(user), f"action_{kind}")()
        self.env["customer.development.close"].with_user(user).with_context(
            action["context"]
        ).create({"reason": "No", "cause_ids": [(6, 0, cause.ids)]}).action_confirm()

    def do_reopen(self, user, development):
        action = development.with_user(user).action_reopen()
        self.env["customer.development.close"].with_user(user).with_context(
            action["context"]
        ).create({"reason": "Again"}).action_confirm()

    def do_second(self, user, development):
        self._register(user, development.sudo().partner_id)

    def do_write(self, user, development):
        name, value = self.random.choice(
            [
                ("expected_sales", 1),
                ("cost_staff", 1),
                ("level", "key"),
                ("state", "approved"),
                ("closed_on", "2020-01-01"),
                ("plan", "Another"),
                ("user_id", self.random.choice(self.people).id),
                ("partner_id", self.twin.id),
            ]
        )
        development.with_user(user).write({name: value})

    def do_leave(self, user, development):
        person = self.random.choice(self.people - self.li - self.ma)
        person.active = not person.active

    def do_report(self, user, development):
        report = self.env["customer.development.report"].with_user(user)
        report.create({"development_id": development.id, "progress": "Goes on"}).action_submit()

    def do_contract(self, user, development):
        reviews = self.env["customer.contract.review"].with_user(user)
        order = development.sudo().order_ids[:1]
        reviews.create({"order_id": order.id, "partner_id": development.sudo().partner_id.id})

    def do_hand_over(self, user, development):
        handover = development.sudo().handover_ids[:1].with_user(user)
        if not handover:
            handover = handover.create(
                {
                    "development_id": development.id,
                    "receiver_id": self.random.choice(self.people).id,
                    "background": "Won",
                    "needs": "Parts",
                    "promises": "None",
                }
            )
        getattr(handover, self.random.choice(["action_hand", "action_take"]))()

    def do_merge(self, user, development):
        if self.twin.exists() and development.sudo().partner_id != self.twin:
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge([self.twin.id, development.sudo().partner_id.id], self.partner)

    # ------------------------------------------------------------ what must hold
    def watch(self, development):
        """Check what must hold, and that history has only grown since the last look."""
        self.env.flush_all()
        self.env.invalidate_all()
        development = development.sudo()
        customer = development.commercial_partner_id
        open_ones = development.search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("company_id", "=", development.company_id.id),
                ("state", "not in", CLOSED_STATES),
            ]
        )
        self.assertLessEqual(len(open_ones), 1, "one open development a customer")
        history = self.history(development)
        for kind, ids in self.seen.items():
            self.assertEqual(history[kind][: len(ids)], ids, f"{kind}: history only grows")
        self.seen = history
        confirmed = development.order_ids.filtered(lambda order: order.state == "sale")
        new = confirmed - self.confirmed
        if new:
            self.assertIn(self.state, WORKING_STATES, "no order outside of the working states")
        self.confirmed = confirmed
        keys = {name: development[name] for name in KEYS}
        if self.locked and development._approval_is_running():
            self.assertEqual(keys, self.locked, "nothing changes while it is decided")
        self.locked = keys if development._approval_is_running() else None
        if self.state in CLOSED_STATES and development.state == self.state:
            self.assertEqual(development.closing_reason or "", self.reason or "")
        self.state, self.reason = development.state, development.closing_reason
        if development.state in CLOSED_STATES:
            self.assertTrue(development.closed_on)

    def history(self, development):
        surveys = development.survey_ids.filtered(lambda one: one.state == "concluded")
        return {
            "rounds": development.approval_ids.sorted("id").ids,
            "events": development.approval_ids.event_ids.sorted("id").ids,
            "surveys": surveys.sorted("id").ids,
            "reports": development.report_ids.filtered(lambda one: one.state != "draft")
            .sorted("id")
            .ids,
        }

    def walk(self, seed):
        self.random = random.Random(seed)
        self.seen, self.locked, self.reason = {}, None, None
        self.confirmed = self.env["sale.order"]
        development = self._register()
        self.state = development.state
        moves = [name for name in dir(self) if name.startswith("do_")]
        done = 0
        for _number in range(STEPS):
            state = development.sudo().state
            likely = FORWARD.get(state, ["do_reopen"])
            move = self.random.choice(likely if self.random.random() < 0.6 else moves)
            user = self.li if self.random.random() < 0.5 else self.random.choice(self.people)
            waiting = development.sudo().approval_id.current_step_id
            if waiting and move in ("do_approve", "do_reject") and self.random.random() < 0.8:
                able = waiting._open_approvers()
                user = self.random.choice(able) if able else user
            try:
                with self.cr.savepoint():
                    getattr(self, move)(user, development)
                    self.env.flush_all()
                done += 1
            except REFUSALS as error:
                self.assertTrue(str(error))
            self.watch(development)
            self.reached.add(development.sudo().state)
        return done

    def test_walks(self):
        """REQ D-02 to D-18: 100 walks of 30 steps."""
        done, self.reached = 0, set()
        for seed in range(WALKS):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                done += self.walk(seed)
                savepoint.rollback()
                self.env.invalidate_all()
        # walks in which everything is refused, or that never get far, would prove nothing
        self.assertGreater(done, WALKS * 8)
        states = dict(self.env["customer.development"]._selection_state())
        self.assertFalse(set(states) - self.reached)

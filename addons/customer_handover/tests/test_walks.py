import random

from odoo.exceptions import RedirectWarning, UserError

from .common import HandoverCommon

WALKS, STEPS = 40, 25


class WalkedBack(Exception):
    """Ends a walk: what it did is rolled back."""


class TestWalks(HandoverCommon):
    def test_whatever_is_done_nobody_is_lost(self):
        """REQ H-05, H-06: exactly one owner, nothing moved twice, nothing without a home."""
        self.steps = 0
        for seed in range(WALKS):
            with self.subTest(seed):
                try:
                    with self.env.cr.savepoint():
                        self._walk(random.Random(seed))
                        raise WalkedBack
                except WalkedBack:
                    self.env.invalidate_all()
                    self.env.registry.clear_cache()
        self.assertGreater(self.steps, WALKS * STEPS / 4, "most steps would have been refused")

    def _walk(self, rng):
        names = [name for name in dir(self) if name.startswith("_step_")]
        self.handover = self.Handover
        self.people = self.leaver | self.anna | self.bert
        for _number in range(STEPS):
            name = rng.choice(names)
            try:
                with self.env.cr.savepoint():
                    if getattr(self, name)(rng) is not False:
                        self.steps += 1
                    self.env.flush_all()
            except (UserError, RedirectWarning):
                self.env.invalidate_all()
                self.env.registry.clear_cache()
            self._check_invariants(name)

    def _check_invariants(self, step):
        self.env.flush_all()
        self.env.invalidate_all()
        customers = self.env["res.partner"].search(
            [("customer_category", "!=", False), ("user_id", "in", self.people.ids)]
        )
        for partner in self.customers.exists():
            self.assertTrue(partner.user_id, f"{partner.name} has nobody after {step}")
            self.assertTrue(
                partner.user_id.active, f"{partner.name} is with somebody who left, {step}"
            )
        owners = self.env["customer.access"]._read_group(
            [("partner_id", "in", customers.ids), ("reason", "=", "owner")],
            ["partner_id"],
            ["__count", "user_id:recordset"],
        )
        self.assertEqual({partner for partner, _number, _users in owners}, set(customers))
        for partner, number, users in owners:
            self.assertEqual((number, users), (1, partner.user_id), f"{partner.name}, {step}")
        self.env.cr.execute(
            "SELECT count(*) FROM (SELECT FROM customer_handover_log WHERE undone IS NOT TRUE"
            " GROUP BY handover_id, model, field, res_id HAVING count(*) > 1) AS twice"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0, f"moved twice after {step}")

    # ------------------------------------------------------------------
    def _step_open(self, rng):
        leaver = rng.choice(self.people)
        reason = rng.choice(("leaving", "region", "moved"))
        self.handover = self._open(leaver_id=leaver.id, reason=reason)

    def _step_give(self, rng):
        self.handover.main_receiver_id = rng.choice(self.people)
        self.handover.action_give_all()
        self.handover.action_leave_undecided()

    def _step_give_one(self, rng):
        if not self.handover.customer_ids:
            return False
        rng.choice(self.handover.customer_ids).receiver_id = rng.choice(self.people)

    def _step_ask(self, rng):
        self.handover.action_ask()

    def _step_answer(self, rng):
        for user in self.handover.receiver_ids.user_id:
            sheet = self.handover.with_user(user)
            if rng.random() < 0.15:
                sheet.action_decline("No")
            else:
                sheet.action_accept()

    def _step_agree(self, rng):
        """A whole step at once, else few walks would come to the end."""
        if not self.handover:
            return False
        self._step_give(rng)
        self._accepted(self.handover)
        self._approve(self.handover)

    def _step_submit(self, rng):
        self.handover.action_submit()

    def _step_approve(self, rng):
        step = self.handover.sudo().approval_id.current_step_id
        if not step:
            return False
        sheet = self.handover.with_user(step.approver_ids[0])
        if rng.random() < 0.2:
            sheet.action_reject("No")
        else:
            sheet.action_approve()

    def _step_run(self, rng):
        self._run()

    def _step_sign(self, rng):
        if not self.handover:
            return False
        user = rng.choice(self.handover.receiver_ids.user_id | self.handover.leaver_id)
        self.handover.with_user(user).action_sign()

    def _step_undo(self, rng):
        if not self.handover:
            return False
        self.handover.with_user(self.director).action_undo("Back")

    def _step_cancel(self, rng):
        if not self.handover:
            return False
        self.handover.action_cancel("Never mind")

    def _step_change_owner(self, rng):
        partner = rng.choice(self.customers.exists())
        partner.with_user(self.director).user_id = rng.choice(self._present())

    def _present(self):
        return self.people.filtered("active") or self.director

    def _step_add(self, rng):
        number = rng.randrange(10**9)
        self.customers |= self.Partner.create(
            {
                "name": f"新增{number}有限公司",
                "is_company": True,
                "customer_category": "potential",
                "user_id": rng.choice(self._present()).id,
            }
        )

    def _step_merge(self, rng):
        there = list(self.customers.exists())
        if len(there) < 4:
            return False
        pair = self.env["res.partner"].browse([partner.id for partner in rng.sample(there, 2)])
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": pair.ids, "dst_partner_id": pair[0].id}
        )
        wizard.action_merge()
        self.customers = self.customers.exists()

    def _step_archive(self, rng):
        rng.choice(self.people).action_archive()

    def _step_collect(self, rng):
        self.handover.action_collect()

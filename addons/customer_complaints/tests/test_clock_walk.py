import random
from datetime import timedelta

from odoo import fields
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .complaint_common import ComplaintCommon, utc

WALKS = 100
STEPS = 30
FIXED = ("kind", "date_start", "date_due", "date_done", "state", "running_minutes")
START = utc("2026-01-26 10:00")  # the Spring Festival lies on the way


@tagged("post_install", "-at_install")
class TestClockWalk(ComplaintCommon):
    """Whatever happens in whatever order, the clocks stay true (REQ C-11).

    A hundred seeded walks of thirty steps: moving the clock by hours or days, pausing, resuming,
    raising the severity, assigning, solving, reopening, a holiday imported or taken back, the job.
    """

    def test_walks(self):
        """REQ C-11: working time is running and paused; history only grows; missed stays missed."""
        self._limit("solution", 12, "workhour", severity="critical")
        self._limit("solution", 0, "workhour", severity="major")
        self.met = set()
        for seed in range(WALKS):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._walk(random.Random(seed))
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.cr.precommit.clear()
                if self.days:
                    self.registry.clear_cache()
        # the walks have come everywhere
        self.assertEqual(
            self.met,
            {
                (kind, state)
                for kind in ("contact", "solution", "execution", "return_visit")
                for state in ("running", "paused", "met", "missed")
            }
            | {"moved", "two pauses", "closed", "reopened"},
        )

    def _walk(self, rng):
        self.now = START + timedelta(minutes=rng.randrange(10_000))
        with freeze_time(self.now):
            complaint = self._complaint(severity=rng.choice(("minor", "major", "critical")))
        self.seen, self.days = {}, []
        for _step in range(STEPS):
            self.now += timedelta(minutes=rng.choice((0, 17, 60, 60 * 5, 60 * 24, 60 * 24 * 4)))
            with freeze_time(self.now):
                action = self._choose(complaint, rng)
                try:
                    with self.env.cr.savepoint():
                        action()
                        self._flush_redate()
                except UserError:
                    self.env.invalidate_all()  # not possible now: nothing has changed
                self._check(complaint)

    def _choose(self, complaint, rng):
        """Return what happens next: the next step, or anything else, possible or not."""
        own = complaint.with_user(self.service)
        forward = {
            "registered": lambda: own.action_contact("已联系"),
            "contacted": lambda: own.action_assign(self.quality.id, self.engineer.id),
            "assigned": lambda: self._solve(complaint),
            "solution": lambda: own.action_agree("同意"),
            "agreed": lambda: own.action_execute(),
            "executed": lambda: own.action_visit(rng.choice(("yes", "yes", "no")), "回访"),
            "visited": lambda: own.action_close(),
            "closed": lambda: own.action_reopen("又坏了"),
        }
        others = (
            lambda: own.action_pause(rng.choice(("customer", "lab", "part"))),
            lambda: own.action_pause("lab", kinds=["solution"]),
            lambda: own.action_resume(),
            lambda: own.action_resume(),
            lambda: own.write({"severity": rng.choice(("minor", "major", "critical"))}),
            lambda: own.action_refuse("不同意"),
            lambda: self._change_days(rng),
            lambda: self._look(),
            rng.choice(list(forward.values())),
        )
        return forward[complaint.state] if rng.random() < 0.3 else rng.choice(others)

    def _change_days(self, rng):
        """Import a holiday or a make-up workday, or take one back."""
        day = (self.now + timedelta(days=rng.randrange(-3, 12))).date()
        if self.days and (rng.random() < 0.3 or day in [known.date for known in self.days]):
            self.days.pop().unlink()
            return
        self.days.append(
            self.env["workday.exception"].create(
                {
                    "date": day,
                    "kind": rng.choice(("off", "make_up")),
                    "name": "x",
                    "company_id": self.company.id,
                }
            )
        )

    def _look(self):
        """Let the job look at the clocks."""
        self.env["customer.complaint.clock"]._escalate_chunk(fields.Datetime.now(), set())

    def _check(self, complaint):
        clocks = unsealed(self.env["customer.complaint.clock"]).search(
            [("complaint_id", "=", complaint.id)]
        )
        self.assertLessEqual(set(self.seen), set(clocks.ids), "history only grows")
        open_kinds = clocks.filtered(lambda clock: not clock.date_done).mapped("kind")
        self.assertEqual(len(open_kinds), len(set(open_kinds)), "one open clock of a kind")
        working = self.company._complaint_working_time()
        self._note(complaint, clocks)
        for clock in clocks:
            values = tuple(clock[name] for name in FIXED)
            done, state = self.seen.get(clock.id, (None, None))
            if done:
                self.assertEqual(values, done, "a closed clock never changes")
            if state == "missed":
                self.assertEqual(clock.state, "missed", "missed stays missed")
            self._check_time(clock, working, closed_before=bool(done))
            self.seen[clock.id] = (values if clock.date_done else None, clock.state)
        self._check_summary(complaint, clocks)

    def _note(self, complaint, clocks):
        """Remember where the walks have been."""
        self.met |= {(clock.kind, clock.state) for clock in clocks}
        if clocks.filtered(lambda clock: len(clock.pause_ids) > 1):
            self.met.add("two pauses")
        if clocks.filtered("not_before"):
            self.met.add("moved")
        if complaint.state == "closed":
            self.met.add("closed")
        if complaint.round > 1:
            self.met.add("reopened")

    def _check_time(self, clock, working, closed_before):
        pauses = clock.pause_ids.sorted("date_start")
        for earlier, later in zip(pauses, pauses[1:], strict=False):
            self.assertLessEqual(earlier.date_stop, later.date_start, "pauses follow each other")
        if clock.date_done:
            self.assertFalse(pauses.filtered(lambda pause: not pause.date_stop))
            self.assertNotIn(clock.state, ("running", "paused"))
            if clock.state == "met":
                self.assertLessEqual(clock.date_done, clock.date_due)
            if not closed_before:  # by the days as they are now
                total = working.seconds(clock.date_start, clock.date_done) / 60
                self.assertAlmostEqual(clock.running_minutes + clock.paused_minutes, total)
            return
        self.assertEqual(
            clock.state == "paused",
            bool(pauses.filtered(lambda pause: not pause.date_stop)) and clock.state != "missed",
        )
        if clock.state == "running":
            self._check_due(clock, pauses, working)

    def _check_due(self, clock, pauses, working):
        """Working time up to the end is the limit and the pauses."""
        paused = sum(working.seconds(pause.date_start, pause.date_stop) for pause in pauses)
        [plain] = self.company._complaint_due(
            working, [clock.date_start], clock.limit_number, clock.limit_unit
        )
        due = working.add(plain, paused) if paused else plain
        self.assertEqual(clock.date_due, max(due, clock.not_before or due))
        self.assertTrue(clock.next_check)
        self.assertLessEqual(clock.next_check, clock.date_due)

    def _check_summary(self, complaint, clocks):
        """List and card show the clock that ends first."""
        open_clocks = clocks.filtered(lambda clock: not clock.date_done)
        self.assertEqual(bool(complaint.next_due), bool(open_clocks))
        running = open_clocks.filtered(lambda clock: clock.state != "paused") or open_clocks
        if running:
            self.assertEqual(complaint.next_due, min(running.mapped("date_due")))

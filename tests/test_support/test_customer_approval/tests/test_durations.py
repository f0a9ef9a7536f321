from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestDurations(ApprovalCase):
    """How long stages and people take, how often in time, how much they refuse (REQ A-08)."""

    def on(self, moment, user, document, decision="approve"):
        with freeze_time(moment):
            self.decide(user, document, decision)

    def submitted_on(self, moment, **values):
        with freeze_time(moment):
            return self.submit(**values)

    def figures(self, user=None, domain=()):
        """Return the rows that somebody sees of the document under test's kind."""
        model = self.as_user(user or self.admin, self.env["customer.approval.figure"])
        kind = Domain("approval_id.res_model", "=", "test.approval.document")
        return model.search(kind & Domain(list(domain)), order="id")

    def grouped(self, groupby, measure):
        model = self.as_user(self.admin, self.env["customer.approval.figure"])
        rows = model._read_group(
            [("approval_id.company_id", "=", self.company.id)], [groupby], [measure]
        )
        return dict(rows)

    def test_working_days_of_a_step(self):
        """REQ A-08: from the day a step was asked to the day it was decided, in working days."""
        document = self.submitted_on("2026-03-02 02:00:00")
        self.on("2026-03-04 02:00:00", self.manager, document)
        self.on("2026-03-10 02:00:00", self.director, document)
        first, second = document.approval_step_ids
        self.assertEqual((first.duration_days, str(first.decided_date)), (2, "2026-03-04"))
        # 5, 6, 9 and 10 March; the limit of three ended on the 9th
        self.assertEqual((second.duration_days, str(second.decided_date)), (4, "2026-03-10"))
        self.assertEqual((first.is_late, second.is_late), (False, True))

    def test_holidays_take_nobody_time(self):
        """REQ A-08, B-12: 1 to 7 October are holidays, Saturday the 10th is worked."""
        document = self.submitted_on("2026-09-30 02:00:00")
        self.on("2026-10-10 02:00:00", self.manager, document)
        step = document.approval_step_ids[0]
        self.assertEqual((step.duration_days, step.is_late), (3, False))

    def test_the_day_is_the_companys(self):
        """REQ A-08: 17:00 UTC is the next day in Shanghai."""
        document = self.submitted_on("2026-03-02 17:00:00")
        self.on("2026-03-03 15:00:00", self.manager, document)
        step = document.approval_step_ids[0]
        self.assertEqual((step.duration_days, str(step.decided_date)), (0, "2026-03-03"))

    def test_escalated_is_late(self):
        """REQ A-08: the new limit of an escalation does not make a late step one in time."""
        document = self.submitted_on("2026-03-02 02:00:00")
        with freeze_time("2026-03-06 02:00:00"), self.enter_registry_test_mode():
            self.env.ref("customer_approval.ir_cron_follow_up").method_direct_trigger()
        self.env.invalidate_all()
        self.on("2026-03-09 02:00:00", self.director, document)
        step = document.approval_step_ids[0]
        self.assertLess(step.decided_date, step.due_date)
        self.assertTrue(step.is_late)
        self.assertEqual(step.duration_days, 5)

    def test_a_calendar_corrected_later_changes_no_figure(self):
        """REQ A-08: what was counted on the day of the decision stays."""
        document = self.submitted_on("2026-03-02 02:00:00")
        self.on("2026-03-05 02:00:00", self.manager, document)
        step = document.approval_step_ids[0]
        self.env["workday.exception"].create(
            {
                "name": "Company day",
                "date": "2026-03-03",
                "kind": "off",
                "company_id": self.company.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(step.duration_days, 3)

    def test_figures_of_a_decision_taken_back_go_with_it(self):
        """REQ A-08: a step that waits again has neither day nor duration."""
        document = self.submitted_on("2026-03-02 02:00:00")
        self.on("2026-03-04 02:00:00", self.manager, document)
        step = unsealed(document.approval_step_ids[0])
        step.write({"state": "pending", "decided_on": False, "decided_by_id": False})
        self.assertEqual((step.duration_days, step.decided_date), (0, False))
        self.assertFalse(self.figures(domain=[("id", "=", step.id)]))

    def test_only_decided_steps_are_counted(self):
        """REQ A-08: what waits, and what a rejection or withdrawal left undecided, is no figure."""
        waiting = self.submit()
        rejected = self.submit()
        self.decide(self.manager, rejected, "reject")
        withdrawn = self.submit()
        self.as_user(self.sales, withdrawn).action_withdraw()
        rows = self.figures()
        self.assertEqual(rows.approval_id.sudo(), rejected.approval_id)
        self.assertEqual(rows.mapped("outcome"), ["rejected"])
        self.assertEqual(waiting.state, "submitted")

    def test_what_was_sent_back_is_counted_apart(self):
        """REQ A-08, A-03: rejected and sent back are two numbers, and one share."""
        documents = [self.submit() for _number in range(4)]
        for document in documents[:3]:
            self.decide(self.manager, document, "approve")
        self.decide(self.manager, documents[3], "reject")
        step = documents[0].approval_step_ids[0]
        # as the engine will leave a step whose approver sends the request back
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_approval_step SET state = 'returned' WHERE id = %s", [step.id]
        )
        self.env.invalidate_all()
        for measure, value in (
            ("step_count:sum", 4),
            ("rejected_count:sum", 1),
            ("returned_count:sum", 1),
            ("refused_share:avg", 50.0),
        ):
            self.assertEqual(self.grouped("user_id", measure)[self.manager], value, measure)

    def test_median_and_share_by_stage(self):
        """REQ A-08: the median of 0, 1 and 9 days is 1; two of three in time are 67 %."""
        for end in ("2026-03-02", "2026-03-03", "2026-03-13"):
            document = self.submitted_on("2026-03-02 02:00:00")
            self.on(f"{end} 03:00:00", self.manager, document)
        self.assertEqual(self.grouped("stage", "duration_days:median"), {"Manager": 1.0})
        share = self.grouped("stage", "in_time:avg")["Manager"]
        self.assertAlmostEqual(share, 200 / 3)
        self.assertEqual(self.grouped("user_id", "duration_days:median"), {self.manager: 1.0})
        self.assertEqual(self.grouped("rule_id", "step_count:sum"), {self.rule: 3})
        months = self.grouped("day:month", "duration_days:median")
        self.assertEqual(list(months.values()), [1.0])

    def test_without_a_limit_nothing_is_in_time_or_late(self):
        """REQ A-08: a stage without limit counts its days and has no share."""
        self.rule.stage_ids.limit_days = 0
        document = self.submitted_on("2026-03-02 02:00:00")
        self.on("2026-03-31 02:00:00", self.manager, document)
        row = self.figures()
        self.assertEqual((row.timing, row.duration_days), ("free", 21))
        self.assertFalse(self.grouped("stage", "in_time:avg")["Manager"])

    def test_seen_with_the_round_only(self):
        """REQ A-08, B-09: others see figures of rounds they may read, administrators all."""
        secret, shown = self.submit(note="secret"), self.submit()
        for document in (secret, shown):
            self.decide(self.manager, document)
        self.assertEqual(len(self.figures(self.admin)), 2)
        self.assertEqual(len(self.figures(self.manager)), 2)
        self.assertEqual(self.figures(self.colleague).approval_id.id, shown.approval_id.id)
        hidden = self.figures(domain=[("approval_id", "=", secret.approval_id.id)])
        with self.assertRaisesRegex(AccessError, "This is not open to you: Approval Durations"):
            self.as_user(self.colleague, hidden).action_open_approval()
        with self.assertRaisesRegex(AccessError, "Approval Durations"):
            self.as_user(self.portal, hidden).read(["stage"])

    def test_other_companies_are_left_out(self):
        """REQ A-08, B-09: an administrator sees the companies he works for."""
        self.decide(self.manager, self.submit())
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.user("ap_other", "customer_approval.group_approval_admin", other)
        self.assertTrue(self.figures())
        self.assertFalse(self.figures(stranger))

    def test_everybody_groups_by_kind_and_rule(self):
        """REQ A-08: the pivot opens for people who read neither models nor other people."""
        self.decide(self.manager, self.submit())
        model = self.as_user(self.manager, self.env["customer.approval.figure"])
        for groupby, name in (
            ("model_id", "Document under Test"),
            ("rule_id", "Ordinary"),
            ("user_id", "Manager"),
        ):
            [group] = model.formatted_read_group([], [groupby], ["duration_days:median"])
            self.assertEqual(group[groupby][1], name)
            self.assertEqual(group["duration_days:median"], 0)

    def test_a_row_opens_its_round(self):
        """REQ A-08: from a figure down to the steps that it stands on."""
        document = self.submit()
        self.decide(self.manager, document)
        action = self.figures().action_open_approval()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("customer.approval", document.approval_id.id),
        )

    def test_groups_cost_the_same_for_any_number(self):
        """REQ A-08: one query for each grouping, however many decisions there are."""
        costs = []
        for amount in (3, 12):
            for _number in range(amount):
                self.decide(self.manager, self.submit())
            model = self.as_user(self.admin, self.env["customer.approval.figure"])
            model._read_group([], ["stage"], ["duration_days:median"])
            before = self.env.cr.sql_log_count
            model._read_group([], ["stage"], ["duration_days:median", "in_time:avg"])
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])

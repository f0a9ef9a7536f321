from odoo.tests import freeze_time, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestLimits(ApprovalCase):
    """Limits count in working days; nobody is left waiting (REQ A-01, B-12)."""

    def follow_up(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_approval.ir_cron_follow_up").method_direct_trigger()
        self.env.invalidate_all()

    def test_limit_counts_make_up_workdays(self):
        """REQ B-12: 3 working days from Wed 30 Sep 2026 end on Sat 10 Oct, a make-up day."""
        with freeze_time("2026-09-30 02:00:00"):
            document = self.submit()
        # 1-7 Oct are holidays; 8, 9 and 10 Oct (make-up Saturday) are the working days
        self.assertEqual(str(document.approval_due_date), "2026-10-10")

    def test_reminded_on_the_last_day_then_escalated(self):
        """REQ D-05: reminder on the day, next superior the day after, once each."""
        with freeze_time("2026-03-02 02:00:00"):
            document = self.submit()
        step = document.approval_step_ids[0]
        self.assertEqual(str(step.due_date), "2026-03-05")
        with freeze_time("2026-03-04 02:00:00"):
            self.follow_up()
        self.assertFalse(step.reminded_on)
        with freeze_time("2026-03-05 02:00:00"):
            self.follow_up()
            self.follow_up()
        kinds = document.approval_id.event_ids.mapped("kind")
        self.assertEqual(kinds.count("reminded"), 1)
        self.assertNotIn("escalated", kinds)
        with freeze_time("2026-03-06 02:00:00"):
            self.follow_up()
            self.follow_up()
        kinds = document.approval_id.event_ids.mapped("kind")
        self.assertEqual(kinds.count("escalated"), 1)
        self.assertEqual(step.escalated_user_ids, self.director)
        self.assertEqual(str(step.due_date), "2026-03-11")
        self.assertEqual(document.activity_ids.user_id, self.manager | self.director)

    def test_escalated_superior_or_approver_decides(self):
        """REQ D-05: after escalation either of them decides, once."""
        with freeze_time("2026-03-02 02:00:00"):
            document, other = self.submit(), self.submit()
        with freeze_time("2026-03-06 02:00:00"):
            self.follow_up()
            self.decide(self.director, document)
            self.decide(self.manager, other)
        self.assertEqual(document.approval_step_ids[0].decided_by_id, self.director)
        self.assertEqual(other.approval_step_ids[0].decided_by_id, self.manager)

    def test_never_passes_by_itself(self):
        """REQ D-05: however late, a document is not approved without a decision."""
        with freeze_time("2026-03-02 02:00:00"):
            document = self.submit()
        for day in ("2026-03-10", "2026-03-20", "2026-04-20", "2026-06-20"):
            with freeze_time(f"{day} 02:00:00"):
                self.follow_up()
        self.assertEqual(document.state, "submitted")
        step = document.approval_step_ids[0]
        self.assertLessEqual(self.director | self.boss, step.escalated_user_ids)

    def test_step_without_limit_is_left_alone(self):
        """REQ D-05: 0 means no limit."""
        self.rule.stage_ids.limit_days = 0
        with freeze_time("2026-03-02 02:00:00"):
            document = self.submit()
        with freeze_time("2027-03-02 02:00:00"):
            self.follow_up()
        self.assertFalse(document.approval_step_ids[0].escalated_user_ids)

    def test_lost_role_is_found_by_the_cron(self):
        """REQ D-05: a step whose approvers lost the role is routed anew."""
        document = self.submit()
        self.decide(self.manager, document)
        self.director.group_ids -= self.role
        self.follow_up()
        step = self.pending(document)
        self.assertEqual(step.approver_ids, self.boss)
        self.assertIn("Director no longer has the role", step.routing_note)

    def test_limits_follow_a_new_holiday(self):
        """REQ B-12: a holiday entered later moves the open limit."""
        with freeze_time("2026-03-02 02:00:00"):
            document = self.submit()
            self.assertEqual(str(document.approval_due_date), "2026-03-05")
            self.env["workday.exception"].create(
                {
                    "name": "Founders' day",
                    "date": "2026-03-04",
                    "kind": "off",
                    "company_id": self.company.id,
                }
            )
            # what the end of the operation runs
            self.env.cr.precommit.run()
            self.env.invalidate_all()
            self.assertEqual(str(document.approval_due_date), "2026-03-06")

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .complaint_common import NOW, ComplaintCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCauses(ComplaintCommon):
    """Causes, actions until they are done, and who was at fault (REQ C-06, C-07)."""

    def _action(self, complaint, user=None, **values):
        return (
            self.env["customer.complaint.action"]
            .with_user(user or self.engineer)
            .create(
                {
                    "complaint_id": complaint.id,
                    "name": "更换模具",
                    "user_id": self.colleague.id,
                    "date_due": "2026-03-20",
                    **values,
                }
            )
        )

    def _employee(self, user):
        return user.sudo()._employee_in(self.company)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def test_not_closed_while_an_action_is_open(self):
        """REQ C-06: named; done or cancelled with a reason it no longer stands in the way."""
        complaint = self._to(self._complaint(), "assigned")
        first, second = self._action(complaint), self._action(complaint, name="培训操作工")
        own = complaint.with_user(self.service)
        self._solve(complaint)
        own.action_agree("同意")
        own.action_execute()
        own.action_visit("yes", "满意")
        with self._refused(UserError, "still open: 更换模具 and 培训操作工"):
            own.action_close()
        first.with_user(self.engineer).action_done("照片见附件")
        second.with_user(self.engineer).action_cancel("与前项合并")
        own.action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(
            (first.done_on.isoformat(), first.done_by_id), ("2026-03-10", self.engineer)
        )

    def test_an_action_needs_evidence(self):
        """REQ C-06: done is shown by something."""
        complaint = self._to(self._complaint(), "assigned")
        action = self._action(complaint)
        with self._refused(UserError, "what shows that it was done"):
            action.action_done(" \u200b")
        self.assertEqual(action.state, "open")
        self.assertTrue(
            action.sudo().activity_ids.filtered(lambda act: act.user_id == self.colleague)
        )
        action.action_done("检验报告 12")
        self.assertFalse(action.sudo().activity_ids)

    def test_what_is_done_stays(self):
        """REQ C-06: neither changed nor deleted; its state is not written by hand."""
        action = self._action(self._to(self._complaint(), "assigned"))
        with self._refused(AccessError, "filled in by the system"):
            action.state = "done"
        action.action_done("检验报告 12")
        with self._refused(UserError, "stays as it is"):
            action.evidence = "别的"
        with self._refused(UserError, "stays on record"):
            action.unlink()
        with self._refused(UserError, "only in"):
            action.action_done("再来")

    def test_the_effect_is_checked_by_somebody_else(self):
        """REQ C-06: once, with its result, by another than who did it, also after closing."""
        complaint = self._to(self._complaint(), "assigned")
        action = self._action(complaint, user_id=self.engineer.id)
        with self._refused(UserError, "only in"):
            action.action_effective()
        action.action_done("检验报告 12")
        with self._refused(UserError, "somebody else"):
            action.action_effective()
        checked = action.with_user(self.service)
        with self._refused(UserError, "result of the check"):
            checked.action_effective()
        checked.effect_note = "三个月无复发"
        checked.action_not_effective()
        self.assertEqual((action.effect, action.effect_by_id), ("not_effective", self.service))
        with self._refused(UserError, "was checked"):
            checked.action_effective()

    # ------------------------------------------------------------------
    # Judgement
    # ------------------------------------------------------------------
    def test_judged_with_a_reason(self):
        """REQ C-07: person and company count as valid, others do not; nobody without reason."""
        for fault, valid in (
            ("company", True),
            ("supplier", False),
            ("carrier", False),
            ("customer", False),
        ):
            complaint = self._to(self._complaint(), "assigned").with_user(self.director)
            complaint.action_judge(fault, "调查结论")
            self.assertEqual((complaint.fault, complaint.is_valid), (fault, valid))
            self.assertEqual(
                complaint.sudo().fault_department_id, self.quality if valid else self.quality[:0]
            )
        complaint = self._complaint().with_user(self.director)
        self.assertEqual(complaint.action_judge()["res_model"], "customer.complaint.step")
        with self._refused(UserError, "needs a reason"):
            complaint.action_judge("company", " ")
        with self._refused(UserError, "who was at fault"):
            complaint.action_judge("weather", "下雨")
        with self._refused(UserError, "Name the employee"):
            complaint.action_judge("person", "操作失误")
        self.assertFalse(complaint.judgement_ids)

    def test_counted_for_the_person_and_the_department(self):
        """REQ C-07, S4 2.1.5: employee and their department."""
        complaint = self._to(self._complaint(), "assigned").with_user(self.quality_head)
        complaint.action_judge("person", "未按作业指导书操作", self._employee(self.engineer).id)
        self.assertTrue(complaint.is_valid)
        self.assertEqual(complaint.sudo().fault_employee_id.user_id, self.engineer)
        self.assertEqual(complaint.fault_department_id, self.quality)
        with self._refused(UserError, "judged already"):
            complaint.action_judge("company", "再判一次")

    def test_one_appeal_then_the_director_decides(self):
        """REQ C-07: only the employee concerned, once; who judged does not decide."""
        complaint = self._to(self._complaint(), "assigned")
        complaint.with_user(self.quality_head).action_judge(
            "person", "未按作业指导书操作", self._employee(self.engineer).id
        )
        with self._refused(UserError, "no appeal"):
            complaint.with_user(self.director).action_decide("company", "x")
        with self._refused(UserError, "only the employee"):
            complaint.with_user(self.service).action_appeal("不是他")
        own = complaint.with_user(self.engineer)
        self.assertEqual(own.action_appeal()["target"], "new")
        own.action_appeal("指导书本身有误")
        with self._refused(UserError, "one only"):
            own.action_appeal("再申诉")
        with self._refused(UserError, "marketing director decides"):
            complaint.with_user(self.quality_head).action_decide("person", "维持")
        self.assertTrue(
            complaint.sudo().activity_ids.filtered(lambda act: act.user_id == self.director)
        )
        complaint.with_user(self.director).action_decide("company", "指导书有误")
        self.assertEqual((complaint.fault, complaint.appeal_state), ("company", "decided"))
        self.assertFalse(complaint.sudo().fault_employee_id)
        self.assertEqual(
            complaint.sudo().judgement_ids.mapped("kind"), ["judgement", "appeal", "decision"]
        )

    def test_who_judged_does_not_decide(self):
        """REQ C-07: another director does."""
        complaint = self._to(self._complaint(), "assigned")
        complaint.with_user(self.director).action_judge(
            "person", "操作失误", self._employee(self.engineer).id
        )
        complaint.with_user(self.engineer).action_appeal("不服")
        with self._refused(UserError, "you judged it yourself"):
            complaint.with_user(self.director).action_decide("person", "维持")
        complaint.with_user(self.admin).action_decide("person", "维持")
        self.assertEqual(complaint.sudo().fault_employee_id.user_id, self.engineer)

    def test_the_accused_neither_judges_closes_withdraws_nor_reassigns(self):
        """REQ C-07: though the customer is theirs; nobody judges their own case."""
        complaint = self._complaint(self.salesperson)
        with self._refused(UserError, "own case"):
            complaint.with_user(self.manager).action_judge(
                "person", "x", self._employee(self.manager).id
            )
        complaint.with_user(self.manager).action_judge(
            "person", "承诺未兑现", self._employee(self.salesperson).id
        )
        self._to(complaint, "visited")
        own = complaint.with_user(self.salesperson)
        for refused in (
            lambda: own.action_close(),
            lambda: own.action_withdraw("没有这回事"),
            lambda: own.action_join(self._complaint().id),
            lambda: own.action_assign(self.quality.id),
            lambda: own.write({"user_id": self.manager.id}),
        ):
            with self._refused(UserError, "found to be at fault"):
                refused()
        with self._refused(AccessError, "not allowed to delete"):
            own.unlink()
        with self._refused(UserError, "found to be at fault"):
            own.action_judge("company", "x")
        self.assertEqual(complaint.state, "visited")
        complaint.with_user(self.service).action_close()

    def test_not_assigned_to_the_accused(self):
        """REQ C-07: who is at fault does not get it to solve."""
        complaint = self._to(self._complaint(), "contacted")
        complaint.with_user(self.director).action_judge(
            "person", "操作失误", self._employee(self.engineer).id
        )
        with self._refused(UserError, "Choose somebody else"):
            complaint.action_assign(self.quality.id, self.engineer.id)

    def test_judgements_are_kept(self):
        """REQ C-07: append-only, for the administrator and the superuser as well."""
        complaint = self._to(self._complaint(), "assigned")
        complaint.with_user(self.director).action_judge("company", "结论")
        row = complaint.sudo().judgement_ids
        with self._refused(AccessError, ""):
            row.with_user(self.admin).write({"reason": "改了"})
        with self._refused(AccessError, "written by the system"):
            row.sudo().write({"reason": "改了"})
        with self._refused(AccessError, "kept for good"):
            row.sudo().unlink()

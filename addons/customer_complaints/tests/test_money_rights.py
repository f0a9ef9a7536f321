from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .money_common import NOW, MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSolutionRights(MoneyCommon):
    """Who sees and changes a solution: who sees and changes the complaint (REQ C-10, B-09)."""

    def test_readers(self):
        """REQ B-09: strangers see nothing, approvers what they decide on."""
        solution = self._solution(self._credit())
        Solution = self.env["customer.complaint.solution"]
        for user, seen in (
            (self.salesperson, True),
            (self.manager, True),
            (self.service, True),
            (self.director, True),
            (self.stranger, False),
            (self.finance, False),
            (self.outsider, False),
        ):
            with self.subTest(user.login):
                found = Solution.with_user(user).search([("id", "=", solution.id)])
                self.assertEqual(bool(found), seen)
                lines = self.env["customer.complaint.solution.line"].with_user(user)
                self.assertEqual(bool(lines.search([("id", "in", solution.line_ids.ids)])), seen)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            solution.with_user(self.stranger).read(["cost"])

    def test_finance_reads_what_it_decides(self):
        """C-04: from 10,000 finance opens the solution with its lines."""
        solution = self._solution(self._credit(extra=9000))
        solution.action_submit()
        solution.with_user(self.manager).action_approve()
        form = Form(solution.with_user(self.finance))
        self.assertTrue(form.can_decide)
        self.assertEqual(form.cost, 13000)
        solution.with_user(self.finance).action_approve()
        solution.with_user(self.director).action_approve()
        with self.assertRaisesRegex(AccessError, "may not change this: Solution of a Complaint"):
            solution.with_user(self.finance).write({"evidence": "…"})

    def test_writers(self):
        """REQ B-09: a stranger neither makes nor changes one, nor makes documents."""
        with self.assertRaisesRegex(AccessError, "is not yours to work on"):
            self._solution(user=self.stranger)
        solution = self._approve(self._solution(self._credit()))
        stranger = solution.with_user(self.stranger)
        for method in ("action_make_documents", "action_open_documents", "action_submit"):
            with (
                self.subTest(method),
                self.assertRaisesRegex(AccessError, "This customer is not open to you"),
            ):
                getattr(stranger, method)()
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            stranger.action_revise("…")
        self.assertEqual(solution.state, "approved")
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            stranger.complaint_id.action_new_solution()

    def test_moved_to_a_hidden_complaint(self):
        """REQ B-09: a solution is not moved onto a complaint of others."""
        hidden = self._complaint(partner_id=self.other_customer.id, user_id=self.stranger.id)
        solution = self._solution()
        with self.assertRaisesRegex(AccessError, "is not yours to work on"):
            solution.complaint_id = hidden
        self.assertEqual(solution.sudo().complaint_id, self.complaint)

    def test_accused_does_not_decide(self):
        """REQ C-07: who was found to be at fault does not decide what is paid for it."""
        self.complaint.sudo().fault_employee_id = self.manager._employee_in(self.company)
        solution = self._solution(self._credit())
        solution.action_submit()
        with self.assertRaisesRegex(UserError, "you made this request"):
            solution.with_user(self.manager).action_approve()
        self.assertEqual(solution.state, "submitted")

    def test_own_document(self):
        """REQ C-04: who asks for it does not decide, the manager neither for his own."""
        solution = self._solution(self._credit(), user=self.manager)
        solution.action_submit()
        with self.assertRaisesRegex(UserError, "you made this request"):
            solution.with_user(self.manager).action_approve()
        self.assertEqual(solution.state, "submitted")

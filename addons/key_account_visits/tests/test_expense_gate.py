from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .visit_common import NOW, VisitCommon

# what AccessError and ValidationError are as well
REFUSED = UserError


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestExpenseGate(VisitCommon):
    """REQ V-06: no report, no reimbursement, whatever route is taken (S4 四.7, 五.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.product = cls.env["product.product"].create(
            {"name": "招待费", "type": "service", "can_be_expensed": True, "standard_price": 0}
        )
        cls.approver = cls._make_user("expense_approver", "finance", name="Approver")
        cls.approver.group_ids += cls.env.ref("hr_expense.group_hr_expense_manager")
        cls.approver.group_ids += cls.env.ref("account.group_account_invoice")
        cls.employee = cls.employees[cls.salesperson].sudo()
        cls.employee.work_contact_id = cls.salesperson.partner_id
        cls.employee.expense_manager_id = cls.approver

    def _expense(self, user=None, **values):
        """Return a draft expense of the salesperson."""
        return (
            self.env["hr.expense"]
            .with_user(user or self.salesperson)
            .with_company(self.company)
            .create(
                {
                    "name": "客户餐费",
                    "employee_id": self.employee.id,
                    "product_id": self.product.id,
                    "total_amount_currency": 300,
                    "payment_mode": "own_account",
                    "date": "2026-03-09",
                    **values,
                }
            )
        )

    def _gated(self):
        """Return {what: a visit in each state that keeps an expense waiting}."""
        approved = self._approved_visit()
        done = self._closed_visit()
        done.with_user(self.manager).action_reopen("补充")
        reported = self._closed_visit()
        reported.with_user(self.manager).action_reopen("补充")
        reported.action_report()
        submitted = self._visit()
        submitted.action_submit()
        cancelled = self._approved_visit()
        cancelled.action_cancel("客户没空")
        return {
            "draft": self._visit(),
            "submitted": submitted,
            "approved": approved,
            "done": done,
            "reported": reported,
            "cancelled": cancelled,
        }

    def _routes(self):
        """Return {name: (user, method)} of all ways to hand in, approve or post an expense."""
        approver = self.approver
        return {
            "submit": (self.salesperson, lambda e: e.action_submit()),
            "submit, no approver": (
                self.salesperson,
                lambda e: (e.sudo().write({"manager_id": False}), e.action_submit()),
            ),
            "approve": (approver, lambda e: e.action_approve()),
            "write submitted": (
                self.salesperson,
                lambda e: e.write({"approval_state": "submitted"}),
            ),
            "write approved": (approver, lambda e: e.write({"approval_state": "approved"})),
            "superuser": (approver, lambda e: e.sudo().write({"approval_state": "approved"})),
            "do approve": (approver, lambda e: e.sudo()._do_approve(check=False)),
            "create submitted": (
                self.salesperson,
                lambda e: self._expense(visit_id=e.visit_id.id, approval_state="submitted"),
            ),
            "create approved": (
                approver,
                lambda e: self._expense(
                    approver, visit_id=e.visit_id.id, approval_state="approved"
                ),
            ),
            "import": (self.salesperson, self._import_approved),
            "post": (approver, lambda e: e.sudo()._post_without_wizard()),
            "link an entry": (
                approver,
                lambda e: e.sudo().write({"account_move_id": self._entry().id}),
            ),
        }

    def _entry(self):
        return self.env["account.move"].create(
            {"move_type": "entry", "company_id": self.company.id}
        )

    def _import_approved(self, expense):
        result = expense.load(
            ["name", "employee_id/.id", "product_id/.id", "visit_id/.id", "approval_state"],
            [["x", self.employee.id, self.product.id, expense.visit_id.id, "submitted"]],
        )
        if not result["ids"]:
            raise UserError(result["messages"][0]["message"])

    def test_every_route_in_every_state(self):
        """Routes × states: refused with the reason, the expense untouched."""
        for state, visit in self._gated().items():
            for name, (user, step) in self._routes().items():
                with self.subTest(state=state, route=name):
                    expense = self._expense(visit_id=visit.id)
                    self.assertEqual(visit.state, state)
                    before = self.env["hr.expense"].search_count([])
                    with self.assertRaises(REFUSED) as caught, self.env.cr.savepoint():
                        step(expense.with_user(user))
                        self.env.flush_all()
                    self.assertRegex(
                        str(caught.exception),
                        "report|not approved|cancelled|accounting entry|rights|approve",
                    )
                    self.env.invalidate_all()
                    self.assertEqual(expense.state, "draft")
                    self.assertFalse(expense.account_move_id)
                    self.assertEqual(self.env["hr.expense"].search_count([]), before)
                    expense.unlink()

    def test_the_reason_is_told(self):
        """The form says why it waits before anybody tries."""
        texts = {
            "draft": "its application is not approved",
            "submitted": "its application is not approved",
            "approved": "its report is missing",
            "done": "its report is missing",
            "reported": "has not been read and accepted",
            "cancelled": "was cancelled",
        }
        for state, visit in self._gated().items():
            expense = self._expense(visit_id=visit.id)
            self.assertIn(texts[state], expense.customer_gate_reason, state)
            self.assertFalse(expense.with_user(self.approver).can_approve)

    def test_story_to_the_posted_expense(self):
        """S4 3.3.1 to the end: report accepted, expense handed in, approved, posted."""
        expense = self._expense(visit_id=self._closed_visit().id)
        self.assertFalse(expense.customer_gate_reason)
        expense.action_submit()
        self.assertEqual(expense.state, "submitted")
        expense.with_user(self.approver).action_approve()
        self.assertEqual(expense.state, "approved")
        expense.with_user(self.approver)._post_without_wizard()
        self.assertIn(expense.sudo().state, ("posted", "paid", "in_payment"))
        self.assertEqual(expense.visit_id.expense_total, expense.sudo().total_amount)

    def test_reopened_report_stops_posting(self):
        """An approved expense is not posted while its report is taken up again."""
        visit = self._closed_visit()
        expense = self._expense(visit_id=visit.id)
        expense.action_submit()
        expense.with_user(self.approver).action_approve()
        visit.with_user(self.manager).action_reopen("数字不对")
        with self.assertRaisesRegex(UserError, "report is missing"):
            expense.with_user(self.approver)._post_without_wizard()
        self.assertFalse(expense.sudo().account_move_id)

    def test_not_moved_after_handing_in(self):
        """Bad input: an expense is not moved to another visit after approval."""
        first, second = self._closed_visit(), self._closed_visit()
        expense = self._expense(visit_id=first.id)
        expense.action_submit()
        for user in (self.salesperson, self.approver):
            with self.assertRaisesRegex(REFUSED, "stays where it belongs"):
                expense.with_user(user).write({"visit_id": second.id})
            with self.assertRaisesRegex(REFUSED, "stays where it belongs"):
                expense.with_user(user).write({"visit_id": False})
        self.assertEqual(expense.visit_id, first)

    def test_somebody_elses_expense(self):
        """Bad input: an expense of another person on my visit is refused."""
        expense = self._expense(
            self.approver,
            visit_id=self._closed_visit(budget=500).id,
            employee_id=self.employees[self.colleague].id,
        )
        self.assertIn("was not part of", expense.customer_gate_reason)
        with self.assertRaisesRegex(UserError, "was not part of"):
            expense.action_submit()

    def test_hidden_visit(self):
        """Nobody hangs an expense on a visit that is hidden from them."""
        visit = self._closed_visit()
        employee = self.stranger._employee_in(self.company)
        with self.assertRaisesRegex(AccessError, "not yours to put expenses on"):
            self._expense(self.stranger, visit_id=visit.id, employee_id=employee.id)

    def test_category_asks_for_an_outing(self):
        """A marked category demands a visit, reception or trip; others are plain Odoo."""
        plain = self._expense()
        self.assertFalse(plain.customer_gate_reason)
        plain.action_submit()
        self.assertEqual(plain.state, "submitted")
        self.product.customer_outing_required = True
        marked = self._expense()
        with self.assertRaisesRegex(UserError, "only with a visit, reception or trip"):
            marked.action_submit()
        marked.visit_id = self._closed_visit()
        marked.action_submit()
        self.assertEqual(marked.state, "submitted")

    def test_exception(self):
        """A waiver by manager and finance, for this expense up to its amount, on record."""
        visit = self._approved_visit()
        expense = self._expense(visit_id=visit.id)
        waiver = (
            self.env["customer.expense.exception"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .create({"expense_id": expense.id, "reason": "客户临时取消，住宿已付"})
        )
        self._approve(waiver, self.manager, self.finance)
        self.assertEqual((waiver.state, waiver.amount), ("approved", 300))
        self.assertFalse(expense.customer_gate_reason)
        self.assertIn(waiver.name, expense.message_ids[0].body)
        expense.total_amount_currency = 500
        with self.assertRaisesRegex(UserError, "report is missing"):
            expense.action_submit()
        expense.total_amount_currency = 300
        expense.action_submit()
        self.assertEqual(expense.state, "submitted")

    def test_exception_is_nobodys_own(self):
        """Who gets the money decides neither, and writes no amount."""
        expense = self._expense(visit_id=self._approved_visit().id)
        model = self.env["customer.expense.exception"].with_user(self.salesperson)
        with self.assertRaisesRegex(AccessError, "filled in by the system"):
            model.create({"expense_id": expense.id, "reason": "x", "amount": 10_000})
        waiver = model.create({"expense_id": expense.id, "reason": "x"})
        waiver.action_submit()
        for person in (self.salesperson, self.colleague, self.stranger):
            with (
                self.subTest(person.login),
                self.assertRaisesRegex(
                    REFUSED, "you made this request|not open to you: Expense Exception"
                ),
            ):
                waiver.with_user(person).action_approve()
            self.assertEqual(waiver.sudo().state, "submitted")

    def test_visit_with_expenses_is_not_cancelled(self):
        """Deleting or cancelling a visit with expenses is refused."""
        visit = self._approved_visit()
        self._expense(visit_id=visit.id)
        with self.assertRaisesRegex(UserError, "belong to it"):
            visit.action_cancel("不去了")
        self.assertEqual(visit.state, "approved")
        draft = self._visit()
        self._expense(visit_id=draft.id)
        with self.assertRaisesRegex(UserError, "belong to it"):
            draft.unlink()
        self.assertTrue(draft.exists())

    def test_split_keeps_the_visit(self):
        """A split expense hangs on the same visit and waits the same way."""
        expense = self._expense(visit_id=self._approved_visit().id)
        wizard_id = expense.action_split_wizard()["res_id"]
        wizard = self.env["hr.expense.split.wizard"].with_user(self.salesperson).browse(wizard_id)
        wizard.action_split_expense()
        parts = self.env["hr.expense"].search([("visit_id", "=", expense.visit_id.id)])
        self.assertEqual(len(parts), 2)
        for part in parts:
            with self.assertRaisesRegex(UserError, "report is missing"):
                part.with_user(self.salesperson).action_submit()

    def test_a_colleagues_expense_is_not_named(self):
        """S-04: who may not read an expense is not told what it is, nor on which visit."""
        expense = self._expense(visit_id=self._approved_visit().id)
        stranger = self._make_user("expense_stranger", "salesperson")
        self.assertTrue(expense.name)
        with self.assertRaisesRegex(
            AccessError, "doesn't have 'read' access|not open to you"
        ) as told:
            expense.with_user(stranger).action_submit()
        self.assertNotIn(expense.name, str(told.exception))
        self.assertEqual(expense.state, "draft")

    def test_nested_in_an_entry(self):
        """A journal entry made with an expense on it asks the same."""
        expense = self._expense(visit_id=self._approved_visit().id)
        with self.assertRaisesRegex(REFUSED, "its report is missing"), self.env.cr.savepoint():
            self.env["account.move"].create(
                {
                    "move_type": "entry",
                    "company_id": self.company.id,
                    "expense_ids": [Command.link(expense.id)],
                }
            )
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(expense.sudo().account_move_id)

    def _standard(self, **values):
        return self.env["customer.expense.standard"].create(
            {
                "company_id": self.company.id,
                "product_id": self.product.id,
                "amount": 100,
                "unit": "once",
                "date_from": "2026-01-01",
                **values,
            }
        )

    def test_above_the_standard(self):
        """REQ V-17: above the standard an exception by manager and finance, with a reason."""
        self._standard()
        expense = self._expense(visit_id=self._closed_visit().id)
        self.assertIn("above the standard", expense.customer_gate_reason)
        with self.assertRaisesRegex(UserError, "above the standard"):
            expense.action_submit()
        waiver = (
            self.env["customer.expense.exception"]
            .with_user(self.salesperson)
            .with_company(self.company)
            .create({"expense_id": expense.id, "kind": "standard", "reason": "客户六人到场"})
        )
        self._approve(waiver, self.manager, self.finance)
        expense.action_submit()
        self.assertEqual(expense.state, "submitted")

    def test_standard_by_head_and_month(self):
        """A meal counts by heads, a phone by the month with what was handed in before."""
        self._standard(unit="head", amount=150)
        visit = self._closed_visit()
        # two heads: the salesperson and the contact, 150 each
        self.assertFalse(self._expense(visit_id=visit.id).customer_gate_reason)
        self.assertTrue(
            self._expense(visit_id=visit.id, total_amount_currency=301).customer_gate_reason
        )
        phone = self.env["product.product"].create(
            {"name": "话费", "type": "service", "can_be_expensed": True, "standard_price": 0}
        )
        self._standard(product_id=phone.id, unit="month", amount=200)
        first = self._expense(product_id=phone.id, total_amount_currency=150)
        first.action_submit()
        second = self._expense(product_id=phone.id, total_amount_currency=60)
        with self.assertRaisesRegex(UserError, "210"):
            second.action_submit()
        april = self._expense(product_id=phone.id, total_amount_currency=60, date="2026-04-01")
        april.action_submit()
        self.assertEqual(april.state, "submitted")

    def test_budget_sees_plans_and_expenses(self):
        """REQ V-14: committed by the approved plan, then by what is handed in, then spent."""
        visit = self._approved_visit(budget=1000)

        def figures():
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["customer.budget.entry"].search([("partner_id", "=", self.customer.id)])
            return sum(rows.mapped("spent")), sum(rows.mapped("committed"))

        self.assertEqual(figures(), (0, 1000))
        visit.sudo().write(
            {"date_start": "2026-03-09 01:00:00", "date_stop": "2026-03-09 03:00:00"}
        )
        self._write_report(visit)
        visit.action_report()
        visit.with_user(self.manager).action_review_accept(90)
        self.assertEqual(figures(), (0, 0))
        expense = self._expense(visit_id=visit.id)
        expense.action_submit()
        self.assertEqual(figures(), (0, 300))
        expense.with_user(self.approver).action_approve()
        self.assertEqual(figures(), (300, 0))

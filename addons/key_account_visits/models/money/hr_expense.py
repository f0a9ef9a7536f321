from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LINKS = ("visit_id", "reception_id", "trip_id")
# What an expense may not become while something is missing.
GATED_STATES = ("submitted", "approved")
GATED_FIELDS = (
    "approval_state",
    "account_move_id",
    "employee_id",
    "product_id",
    "date",
    "total_amount",
    "total_amount_currency",
    *LINKS,
)


class HrExpense(models.Model):
    # No report, no reimbursement, whatever route is taken (REQ V-06).
    #
    # Seed S4 3.3.3 四.7 and 五.2. _customer_gate_reasons is the one answer that form, refusal,
    # the approver's right and the constraint read. Expenses that name no visit, reception or trip,
    # of categories that ask for none, are as in plain Odoo.

    _inherit = "hr.expense"

    customer_gate_reason = fields.Text(
        string="Why It Waits", compute="_compute_customer_gate_reason"
    )
    customer_exception_ids = fields.One2many(
        "customer.expense.exception", "expense_id", string="Exceptions"
    )

    @api.depends(*GATED_FIELDS, "customer_exception_ids.state")
    @api.depends_context("lang")
    def _compute_customer_gate_reason(self):
        reasons = self._customer_gate_reasons()
        for expense in self:
            expense.customer_gate_reason = reasons.get(expense)

    # ------------------------------------------------------------------
    # The one answer
    # ------------------------------------------------------------------
    def _customer_gate_reasons(self):
        """Return {expense: why it cannot be submitted, approved or posted now}; others are free."""
        reasons = {}
        concerned_sudo = self.sudo().filtered(  # what it hangs on, whoever asks
            lambda expense: expense._customer_is_gated()
        )
        allowed = concerned_sudo._customer_exceptions()
        for expense_sudo in concerned_sudo:
            kinds = allowed.get(expense_sudo, set())
            if why := expense_sudo._customer_why_not(kinds):
                reasons[expense_sudo.sudo(self.env.su)] = why
        return reasons

    def _customer_is_gated(self):
        return any(self[name] for name in LINKS) or self.product_id.customer_outing_required

    def _customer_exceptions(self):
        """Return {expense: kinds of approved exceptions that cover its amount}."""
        exceptions = self.env["customer.expense.exception"].search(
            [("expense_id", "in", self._origin.ids), ("state", "=", "approved")]
        )
        result = {}
        for exception in exceptions:
            expense = exception.expense_id
            current = self.filtered(lambda record, expense=expense: record._origin == expense)
            if current.total_amount <= exception.amount + current.company_currency_id.rounding / 2:
                result.setdefault(current, set()).add(exception.kind)
        return result

    def _customer_why_not(self, kinds):
        """Return the reason for one expense, or False; ``kinds``: exceptions it has."""
        outings = [self[name] for name in LINKS if self[name]]
        if "report" not in kinds:
            if not outings:
                return self.env._(
                    "“%(category)s” is reimbursed only with a visit, reception or trip. Enter "
                    "which, or ask for an exception.",
                    category=self.product_id.display_name,
                )
            for outing in outings:
                if why := self._customer_why_not_outing(outing):
                    return why
        for outing in outings:
            if why := self._customer_why_not_whose(outing):
                return why
        return False

    def _customer_why_not_outing(self, outing):
        """Return why the state of the visit, reception or trip keeps the expense waiting."""
        name = outing.display_name
        if outing.state == "cancelled":
            return self.env._("%(outing)s was cancelled.", outing=name)
        if not outing._approval_is_frozen():
            return self.env._("%(outing)s: its application is not approved.", outing=name)
        if outing.state in ("approved", "done"):
            return self.env._("%(outing)s: its report is missing.", outing=name)
        if outing.state != "closed":
            return self.env._(
                "%(outing)s: its report has not been read and accepted yet.", outing=name
            )
        return False

    def _customer_why_not_whose(self, outing):
        """Return why the expense does not fit the visit, reception or trip."""
        person = self.employee_id.user_id
        if person not in outing._outing_people():
            return self.env._(
                "%(person)s was not part of %(outing)s.",
                person=self.employee_id.name,
                outing=outing.display_name,
            )
        if outing.company_id != self.company_id:
            return self.env._("%(outing)s belongs to another company.", outing=outing.display_name)
        begin, end = outing._outing_span()
        if outing._name == "customer.trip" and self.date and not begin <= self.date <= end:
            return self.env._(
                "The expense of %(day)s lies outside of %(outing)s.",
                day=self.date,
                outing=outing.display_name,
            )
        return False

    # ------------------------------------------------------------------
    # Every route
    # ------------------------------------------------------------------
    @api.constrains(*GATED_FIELDS)
    def _check_customer_gate(self):
        """The depth that form, list, import, split, mail, RPC, jobs and superuser pass."""
        gated = self.filtered(
            lambda expense: expense.approval_state in GATED_STATES or expense.account_move_id
        )
        reasons = gated._customer_gate_reasons()
        if reasons:
            raise ValidationError(self._customer_gate_text(reasons))

    def _check_customer_gate_before(self):
        """:raises UserError: one of these expenses has to wait; AccessError: one is hidden"""
        self.check_access("read")  # the reasons name the expense and its visit
        if reasons := self._customer_gate_reasons():
            raise UserError(self._customer_gate_text(reasons))

    def _customer_gate_text(self, reasons):
        return "\n".join(
            self.env._("%(expense)s: %(reason)s", expense=expense.name, reason=reason)
            for expense, reason in reasons.items()
        )

    def action_submit(self):
        self._check_customer_gate_before()
        return super().action_submit()

    def _get_cannot_approve_reason(self):
        result = super()._get_cannot_approve_reason()
        for expense, reason in self._customer_gate_reasons().items():
            result[expense.id] = result.get(expense.id) or self.env._(
                "%(expense)s: %(reason)s", expense=expense.name, reason=reason
            )
        return result

    def _do_approve(self, check=True):
        self._check_customer_gate_before()
        return super()._do_approve(check)

    def _check_can_create_move(self):
        result = super()._check_can_create_move()
        self._check_customer_gate_before()
        return result

    def _create_company_paid_moves(self):
        self._check_customer_gate_before()
        return super()._create_company_paid_moves()

    def _prepare_receipts_vals(self):
        self._check_customer_gate_before()
        return super()._prepare_receipts_vals()

    # ------------------------------------------------------------------
    # Exceptions
    # ------------------------------------------------------------------
    def action_ask_customer_exception(self):
        """Open a new request to reimburse although something is missing."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exception for an Expense"),
            "res_model": "customer.expense.exception",
            "view_mode": "form",
            "context": {"default_expense_id": self.id},
        }

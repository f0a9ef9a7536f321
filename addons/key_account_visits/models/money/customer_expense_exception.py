from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount


class CustomerExpenseException(models.Model):
    """Request to reimburse an expense although something is missing (REQ V-06, V-17).

    The report of a visit, or the amount above the standard: with a reason, approved by the manager
    and finance, for this expense up to its amount; on record for good.
    """

    _name = "customer.expense.exception"
    _inherit = [
        "customer.confidential.mixin",
        "customer.entry.mixin",
        "customer.staff.mixin",
        "customer.approval.mixin",
    ]
    _description = "Expense Exception"
    _mail_post_access = "read"

    _record_sequence = "customer.expense.exception"
    _entry_system_fields = frozenset({"amount"})

    expense_id = fields.Many2one(
        "hr.expense",
        string="Expense",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(
        [("report", "Report Missing"), ("standard", "Above the Standard")],
        required=True,
        default="report",
        tracking=True,
        help="Report missing: also for expenses without a visit, reception or trip.",
    )
    reason = fields.Text(required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        readonly=True, copy=False, help="What the expense came to when it was applied for."
    )
    employee_id = fields.Many2one(related="expense_id.employee_id", string="Employee")

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_expense_id")
        expenses = self.env["hr.expense"]
        return super().create(
            [
                vals
                | self._from_expense(expenses.browse(vals.get("expense_id") or default).exists())
                for vals in vals_list
            ]
        )

    @api.model
    def _from_expense(self, expense):
        """:raises AccessError: the expense is not the user's to ask for"""
        if not expense:
            return {}
        if not self.env.su:
            expense.check_access("write")
        expense_sudo = expense.sudo()  # whose expense it is
        return {
            "expense_id": expense.id,
            "company_id": expense_sudo.company_id.id,
            "user_id": expense_sudo.employee_id.user_id.id or self.env.uid,
        }

    @api.onchange("expense_id")
    def _onchange_expense_id(self):
        self.company_id = self.expense_id.company_id or self.env.company
        self.amount = self.expense_id.total_amount

    @api.constrains("expense_id", "user_id")
    def _check_whose(self):
        for exception in self:
            expense_sudo = exception.expense_id.sudo()  # whose expense it is
            person = expense_sudo.employee_id.user_id
            if person and exception.user_id != person:
                raise ValidationError(
                    self.env._(
                        "%(exception)s: the expense belongs to %(person)s.",
                        exception=exception.name,
                        person=person.name,
                    )
                )

    def _approval_amount(self):
        self.ensure_one()
        return self.expense_id.sudo().total_amount, self.currency_id  # the amount asked for

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"expense_id", "kind", "reason", "amount"}

    def _approval_fact_fields(self):
        return ["expense_id", "kind", "amount", "reason"]

    def _approval_excluded_users(self):
        """Whose money it is does not decide."""
        return super()._approval_excluded_users() | self.user_id

    def _approval_department(self):
        return self.department_id or super()._approval_department()

    def _check_can_submit(self):
        super()._check_can_submit()
        for exception in self:
            expense_sudo = exception.expense_id.sudo()  # the amount asked for
            if expense_sudo.state not in ("draft", "submitted"):
                raise UserError(
                    self.env._("“%(expense)s” is decided already.", expense=expense_sudo.name)
                )
            # the system's to write: what is asked for now is what is approved
            exception.sudo().amount = expense_sudo.total_amount

    def _on_approved(self):
        super()._on_approved()
        for exception in self:
            exception.expense_id.message_post(
                body=self.env._(
                    "Exception %(number)s approved: %(reason)s (%(amount)s)",
                    number=exception.name,
                    reason=exception.reason,
                    amount=format_amount(self.env, exception.amount, exception.currency_id),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if kept := self.filtered(lambda exception: exception.state != "draft"):
            raise UserError(
                self.env._("%(exception)s stays on record.", exception=kept[0].display_name)
            )

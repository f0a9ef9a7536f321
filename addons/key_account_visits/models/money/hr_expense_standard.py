from collections import defaultdict

from odoo import models
from odoo.tools import SQL, float_compare, format_amount

EXCEPTION_KIND = "standard"


class HrExpense(models.Model):
    # Above the standard the manager's approval with a reason is needed (REQ V-17).
    #
    # Seed S4 2.2 第18条 and 五.1. The standards are the administrator's; without one an expense of
    # the category is as in plain Odoo.

    _inherit = "hr.expense"

    def _customer_gate_reasons(self):
        reasons = super()._customer_gate_reasons()
        above = (self - self.browse([e.id for e in reasons]))._customer_above_standard()
        return reasons | above

    def _customer_above_standard(self):
        """Return {expense: text} of these expenses that are above their standard."""
        standards = self.env["customer.expense.standard"]._standard_for(self)
        if not standards:
            return {}
        concerned_sudo = self.sudo().filtered(  # what it hangs on, whoever asks
            lambda expense: expense.sudo(self.env.su) in standards
        )
        allowed = concerned_sudo._customer_exceptions()
        monthly = concerned_sudo._customer_month_sums()
        result = {}
        for expense_sudo in concerned_sudo:
            expense = expense_sudo.sudo(self.env.su)
            limit, unit, _standard = standards[expense]
            times = expense_sudo._customer_standard_times(unit)
            amount = monthly[expense_sudo] if unit == "month" else expense_sudo.total_amount
            digits = expense_sudo.company_currency_id.rounding
            if float_compare(amount, limit * times, precision_rounding=digits) <= 0:
                continue
            if EXCEPTION_KIND not in allowed.get(expense_sudo, ()):
                result[expense] = expense_sudo._customer_standard_text(amount, limit, times, unit)
        return result

    def _customer_standard_times(self, unit):
        """Return how many days, nights or heads one expense is for."""
        trip, reception, visit = self.trip_id, self.reception_id, self.visit_id
        if unit == "day":
            return trip.days or 1
        if unit == "night":
            return max((trip.days or 2) - 1, 1)
        if unit == "head":
            if reception:
                return max(reception.head_count + len(reception._outing_people()), 1)
            return max(len(visit.contact_ids) + len(visit._outing_people()), 1) if visit else 1
        return 1

    def _customer_month_sums(self):
        """Return {expense: what its person has of the category in its month}, by one query."""
        self.flush_model(["total_amount", "date", "employee_id", "product_id", "approval_state"])
        sums = defaultdict(float, {expense: expense.total_amount for expense in self})
        saved = self.filtered("id")
        if not saved.ids:
            return sums
        rows = self.env.execute_query(
            SQL(
                """SELECT own.id, SUM(other.total_amount)
                     FROM hr_expense own
                     JOIN hr_expense other ON other.employee_id = own.employee_id
                      AND other.product_id = own.product_id AND other.company_id = own.company_id
                      AND date_trunc('month', other.date) = date_trunc('month', own.date)
                      AND (other.id = own.id OR other.state NOT IN ('draft', 'refused'))
                    WHERE own.id = ANY(%s)
                 GROUP BY own.id""",
                saved.ids,
            )
        )
        return sums | {self.browse(expense_id): amount for expense_id, amount in rows}

    def _customer_standard_text(self, amount, limit, times, unit):
        units = dict(
            self.env["customer.expense.standard"]._fields["unit"]._description_selection(self.env)
        )
        currency = self.company_currency_id
        return self.env._(
            "%(amount)s is above the standard for “%(category)s”: %(limit)s "
            "(%(unit)s × %(times)s). Ask for an exception with a reason.",
            amount=format_amount(self.env, amount, currency),
            category=self.product_id.display_name,
            limit=format_amount(self.env, limit * times, currency),
            unit=units[unit],
            times=times,
        )

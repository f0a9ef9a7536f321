from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_expense_standard import FOREVER

# The rate of each currency in a company on a day: the last one known, else the first to come.
RATES = """
   SELECT wanted.currency_id, wanted.company_id, wanted.day, rate.rate
     FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[])
          AS wanted (currency_id, company_id, root_id, day)
     JOIN LATERAL (
          SELECT rate.rate FROM res_currency_rate rate
           WHERE rate.currency_id = wanted.currency_id AND rate.name <= wanted.day
             AND (rate.company_id IS NULL OR rate.company_id = wanted.root_id)
        ORDER BY rate.company_id, rate.name DESC LIMIT 1
     ) rate ON TRUE
"""


class CustomerExpenseStandard(models.Model):
    # Which standard holds for whom and for which expense (REQ V-17).

    _inherit = "customer.expense.standard"

    @api.model
    @api.private
    def _standard_for(self, expenses):
        """Return the standard that holds for each expense.

        A constant number of queries, however many expenses.

        :param expenses: hr.expense
        :return: {expense: (limit in company currency, unit, standard)}; expenses without a
            standard are left out
        :raises UserError: the standard is in a currency without exchange rate
        """
        # sudo: where somebody works decides on the limit, whoever asks for it
        expenses_sudo = expenses.sudo()
        days = {}
        for expense in expenses_sudo:
            if expense.product_id and expense.employee_id:
                days[expense] = expense.date or expense.company_id._workday_today()
        if not days:
            return {}
        by_key = self._valid_by_key(
            expenses_sudo.company_id,
            expenses_sudo.product_id,
            min(days.values()),
            max(days.values()),
        )
        found = {}
        for expense_sudo, day in days.items():
            keys = self._keys(
                expense_sudo.company_id, expense_sudo.product_id, expense_sudo.employee_id
            )
            if standard := self._first_valid(by_key, keys, day):
                found[expense_sudo.sudo(False)] = (standard, expense_sudo.company_id, day)
        limits = self._limits(found.values())
        return {
            expense.with_env(expenses.env): (limits[key], key[0].unit, key[0].with_env(self.env))
            for expense, key in found.items()
        }

    @api.model
    def _valid_by_key(self, companies, products, first, last):
        """Return {key: standards} of these companies and categories valid between the days."""
        # sudo: what holds for somebody holds whoever asks
        standards_sudo = self.sudo().search(
            [
                ("company_id", "in", companies.ids),
                ("product_id", "in", products.ids),
                ("date_from", "<=", last),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", first),
            ]
        )
        return standards_sudo.grouped(lambda standard: standard._key())

    @api.model
    def _keys(self, company, product, employee):
        """Return the keys of the standards that may hold for a person, most specific first."""
        about = (company.id, product.id)
        keys = [(*about, "person", employee.id)]
        if employee.job_id:
            keys.append((*about, "job", employee.job_id.id))
        if employee.department_id:
            above = employee.department_id.parent_path.split("/")[:-1]
            keys += [(*about, "department", int(part)) for part in reversed(above)]
        return [*keys, (*about, "all", False)]

    @api.model
    def _first_valid(self, by_key, keys, day):
        for key in keys:
            for standard in by_key.get(key, ()):
                if standard.date_from <= day <= (standard.date_to or FOREVER):
                    return standard
        return self.browse()

    @api.model
    def _limits(self, cases):
        """Return {(standard, company, day): its amount in the company's currency}."""
        cases = list(cases)
        foreign = [case for case in cases if case[0].currency_id != case[1].currency_id]
        rates = self._rates(
            [
                (currency, company, day)
                for standard, company, day in foreign
                for currency in (standard.currency_id, company.currency_id)
            ]
        )
        limits = {}
        for case in cases:
            standard, company, day = case
            own, other = company.currency_id, standard.currency_id
            amount = standard.amount
            if own != other:
                if not (rate := rates.get((other.id, company.id, day))):
                    raise UserError(
                        self.env._(
                            "There is no exchange rate for %(currency)s in %(company)s. Enter "
                            "one in the list of currencies first.",
                            currency=other.name,
                            company=company.name,
                        )
                    )
                # without a rate of its own the company's currency is the measure of the others
                amount = own.round(amount / rate * rates.get((own.id, company.id, day), 1.0))
            limits[case] = amount
        return limits

    @api.model
    def _rates(self, wanted):
        """Return {(currency id, company id, day): rate}, what has none left out; one query.

        :param wanted: list of (currency, company, day)
        """
        wanted = set(wanted)
        if not wanted:
            return {}
        rates = {
            (currency.id, company.id, day): 1.0
            for currency, company, day in wanted
            if currency == company.currency_id
        }
        self.env["res.currency.rate"].flush_model()
        rows = self.env.execute_query(
            SQL(
                RATES,
                [currency.id for currency, _company, _day in wanted],
                [company.id for _currency, company, _day in wanted],
                [company.root_id.id for _currency, company, _day in wanted],
                [day for _currency, _company, day in wanted],
            )
        )
        return rates | {tuple(row[:3]): float(row[3]) for row in rows}

    @api.model
    def _mine(self):
        """Return the standards that hold today for the user, in the current companies."""
        # sudo: one's own job and department
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .search([("user_id", "=", self.env.uid), ("company_id", "in", self.env.companies.ids)])
        )
        mine = self.browse()
        for employee_sudo in employees_sudo:
            company = employee_sudo.company_id
            day = company._workday_today()
            # sudo: what holds for the user is found among all; only that is returned
            standards_sudo = self.sudo().search([("company_id", "=", company.id)])
            by_key = standards_sudo.grouped(lambda standard: standard._key())
            for product in standards_sudo.product_id:
                keys = self._keys(company, product, employee_sudo)
                mine |= self._first_valid(by_key, keys, day).with_env(self.env)
        return mine

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.tools import SQL

from .customer_month_figures_mixin import FIGURES
from .customer_month_summary import MARKETING_GROUPS

# Who may send a summary: a manager of the own departments, the market department any.
SENDING_GROUPS = f"customer_base.group_customer_manager,{MARKETING_GROUPS}"

# All figures of all departments. A customer counts where its responsible person works.
MONTH = f"""
    WITH bought AS (
        SELECT commercial_partner_id AS partner_id,
               SUM(amount_untaxed_signed) FILTER (WHERE invoice_date >= %(start)s) AS invoiced,
               SUM(amount_untaxed_signed) FILTER (WHERE invoice_date < %(year_ago_end)s)
                   AS invoiced_year_ago,
               bool_or(move_type = 'out_invoice' AND invoice_date >= %(start)s) AS bought_now,
               MAX(invoice_date) FILTER (WHERE move_type = 'out_invoice') AS last_date
          FROM account_move
         WHERE company_id = %(company_id)s AND {PURCHASES}
           AND invoice_date >= %(year_ago)s AND invoice_date < %(end)s
      GROUP BY commercial_partner_id
    ), met AS (
        SELECT commercial_partner_id AS partner_id, COUNT(*) AS number
          FROM customer_interaction
         WHERE company_id = %(company_id)s
           AND date >= %(start_utc)s AND date < %(end_utc)s
      GROUP BY commercial_partner_id
    ), moved AS (
        SELECT change.partner_id,
               COUNT(*) FILTER (WHERE new.sequence < old.sequence) AS up,
               COUNT(*) FILTER (WHERE new.sequence > old.sequence) AS down
          FROM customer_grade_change change
          JOIN customer_grade old ON old.id = change.old_grade_id
          JOIN customer_grade new ON new.id = change.new_grade_id
         WHERE change.date >= %(start_utc)s AND change.date < %(end_utc)s
      GROUP BY change.partner_id
    )
    SELECT state.department_id, partner.customer_category, partner.customer_grade_id,
           grade.sequence,
           COUNT(*) AS customer_count,
           COUNT(*) FILTER (
               WHERE partner.customer_managed_on >= %(start)s
                 AND partner.customer_managed_on < %(end)s) AS new_count,
           COUNT(*) FILTER (WHERE bought.bought_now AND NOT EXISTS (
               SELECT FROM account_move earlier
                WHERE earlier.company_id = %(company_id)s
                  AND earlier.commercial_partner_id = state.partner_id
                  AND earlier.state = 'posted' AND earlier.move_type = 'out_invoice'
                  AND earlier.invoice_date < %(start)s)) AS first_count,
           COUNT(*) FILTER (WHERE bought.last_date < %(year_ago_end)s) AS lost_count,
           COALESCE(SUM(moved.up), 0) AS grade_up_count,
           COALESCE(SUM(moved.down), 0) AS grade_down_count,
           COALESCE(SUM(met.number), 0) AS interaction_count,
           COUNT(*) FILTER (
               WHERE state.next_due < %(end)s AND state.next_due < %(today)s) AS overdue_count,
           COALESCE(SUM(bought.invoiced), 0) AS invoiced,
           COALESCE(SUM(bought.invoiced_year_ago), 0) AS invoiced_year_ago
      FROM customer_interaction_state state
      JOIN res_partner partner ON partner.id = state.partner_id AND partner.active
 LEFT JOIN customer_grade grade ON grade.id = partner.customer_grade_id
 LEFT JOIN bought ON bought.partner_id = state.partner_id
 LEFT JOIN met ON met.partner_id = state.partner_id
 LEFT JOIN moved ON moved.partner_id = state.partner_id
     WHERE state.company_id = %(company_id)s AND state.department_id IS NOT NULL
       AND partner.customer_category IS NOT NULL
  GROUP BY state.department_id, partner.customer_category, partner.customer_grade_id,
           grade.sequence
"""


class CustomerMonthSummary(models.Model):
    """How monthly summaries come about (REQ G-10)."""

    _inherit = "customer.month.summary"

    @api.model
    def _cron_make(self):
        """On the first working day make the summaries of the month before, once a company."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("customer_month_summary", "=", True)])
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            today = company._workday_today()
            start = today.replace(day=1)
            [first] = company._workday_add([start - timedelta(days=1)], 1)
            month = start - relativedelta(months=1)
            # also late, when the job did not run on the day itself
            if today >= first and company.customer_month_summary_last != month:
                self._make(company, month, by_job=True)
                company.customer_month_summary_last = month
            if not cron._commit_progress(1):
                return

    @api.model
    @api.private
    def _make(self, company, month, departments=None, by_job=False):
        """Make the missing summaries of a company for a month; rights are the caller's business.

        :param company: res.company
        :param month: first day of a month that is over
        :param departments: of these only, also where they have no customers; all departments
            with customers by default
        :param by_job: only of departments where somebody may send it: nobody asked for the others
        :return: the new summaries
        """
        rows = self._month_rows(company, month)
        # sudo: whoever makes them, each department gets the figures of all its customers
        Department_sudo = self.env["hr.department"].sudo()
        if departments is None:
            departments = Department_sudo.browse({row["department_id"] for row in rows})
        there_sudo = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("month", "=", month),
                ("department_id", "in", departments.ids),
            ]
        )
        missing = departments - there_sudo.department_id
        managers = self._managers(missing)
        if by_job:
            missing = missing.filtered(lambda row: row.active and row.id in managers)
        # what it says of its making is read by everybody
        records = in_company_language(unsealed(self), company).create(
            self._vals_list(company, month, missing, rows, managers)
        )
        records._make_lines(rows)
        records._remind()
        return self.browse(records.ids)

    @api.model
    def _vals_list(self, company, month, departments, rows, managers):
        """Return the values of the summaries of these departments."""
        [due] = company._workday_add(
            [month + relativedelta(months=1, days=-1)], company.customer_month_summary_days
        )
        common = {
            "company_id": company.id,
            "month": month,
            "made_on": company._workday_today(),
            "due": due,
        }
        return [
            common
            | self._totals(rows, department)
            | {"department_id": department.id, "manager_id": managers.get(department.id)}
            for department in departments
        ]

    @api.model
    def _totals(self, rows, department):
        own = [row for row in rows if row["department_id"] == department.id]
        return {name: sum(row[name] for row in own) for name in FIGURES}

    def _make_lines(self, rows):
        """Keep the rows of the figures with their summaries (called unsealed)."""
        by_department = {record.department_id.id: record for record in self}
        self.env["customer.month.summary.line"].create(
            [
                {
                    **{name: row[name] for name in FIGURES},
                    "summary_id": by_department[row["department_id"]].id,
                    "company_id": by_department[row["department_id"]].company_id.id,
                    "month": by_department[row["department_id"]].month,
                    "department_id": row["department_id"],
                    "customer_category": row["customer_category"],
                    "customer_grade_id": row["customer_grade_id"],
                    # customers without grade come last
                    "sequence": 10_000 if row["sequence"] is None else row["sequence"],
                }
                for row in rows
                if row["department_id"] in by_department
            ]
        )

    @api.model
    def _managers(self, departments):
        """Return {department id: user id} of who sends the summary of each department.

        The department's manager; where none is entered, a member with the role; else the manager
        of the nearest department above. Only people who have the right to send it.
        """
        # sudo: who manages a department, and who is in it, is no secret
        departments_sudo = departments.sudo()
        above_sudo = departments_sudo.search([("id", "parent_of", departments.ids)])
        members = (
            self.env["hr.employee"]
            .sudo()
            .search([("department_id", "in", departments.ids), ("user_id", "!=", False)])
        )
        people_sudo = above_sudo.manager_id.user_id | members.user_id
        able_sudo = people_sudo.filtered(
            lambda user: user.active and user.has_groups(SENDING_GROUPS)
        )
        role_sudo = able_sudo.filtered(
            lambda user: user.has_group("customer_base.group_customer_manager")
        )
        own = members.filtered(lambda employee: employee.user_id in role_sudo)
        by_department = own.grouped(lambda employee: employee.department_id.id)
        found = {}
        for department in departments_sudo:
            entered = department.manager_id.user_id
            below = by_department.get(department.id, own.browse())[-1:].user_id
            user = (entered & able_sudo) or below
            higher = department.parent_id
            while higher and not user:
                user = higher.manager_id.user_id & role_sudo
                higher = higher.parent_id
            if user:
                found[department.id] = user.id
        return found

    @api.model
    def _month_rows(self, company, month):
        """Return the figures by department, category and grade, by one query.

        :return: list of dict of ``FIGURES`` with department_id, customer_category,
            customer_grade_id and the grade's sequence
        """
        end = month + relativedelta(months=1)
        year_ago = month - relativedelta(years=1)
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                MONTH,
                company_id=company.id,
                start=month,
                end=end,
                year_ago=year_ago,
                year_ago_end=year_ago + relativedelta(months=1),
                start_utc=company._customer_local_midnight(month),
                end_utc=company._customer_local_midnight(end),
                today=company._workday_today(),
            )
        )

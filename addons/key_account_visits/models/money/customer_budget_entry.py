from odoo import api, models
from odoo.tools import SQL

from ..things.customer_budget_entry import EXPENSE_SPENT, BudgetSource


class CustomerBudgetEntry(models.Model):
    """Expenses of visits, receptions and trips, and approved plans not spent yet (V-14)."""

    _inherit = "customer.budget.entry"

    @api.model
    def _budget_sources(self):
        return [
            *super()._budget_sources(),
            BudgetSource("hr.expense", self._expense_source()),
            BudgetSource("customer.visit", self._plan_source("customer_visit", "visit_id")),
            BudgetSource(
                "customer.reception", self._plan_source("customer_reception", "reception_id")
            ),
            BudgetSource("customer.trip", self._plan_source("customer_trip", "trip_id")),
        ]

    @api.model
    def _expense_source(self):
        """An expense is for the customer of its visit or reception; of a trip, for none."""
        return SQL(
            """
            SELECT expense.id AS res_id, expense.company_id,
                   COALESCE(visit.commercial_partner_id, reception.commercial_partner_id)
                       AS partner_id,
                   COALESCE(visit.department_id, reception.department_id, trip.department_id)
                       AS department_id,
                   expense.product_id, expense.date, expense.name,
                   CASE WHEN expense.state IN %(spent)s THEN expense.total_amount ELSE 0 END
                       AS spent,
                   CASE WHEN expense.state = 'submitted' THEN expense.total_amount ELSE 0 END
                       AS committed
              FROM hr_expense expense
         LEFT JOIN customer_visit visit ON visit.id = expense.visit_id
         LEFT JOIN customer_reception reception ON reception.id = expense.reception_id
         LEFT JOIN customer_trip trip ON trip.id = expense.trip_id
             WHERE (expense.visit_id IS NOT NULL OR expense.reception_id IS NOT NULL
                    OR expense.trip_id IS NOT NULL)
               AND expense.state IN ('submitted', 'approved', 'posted', 'in_payment', 'paid')
            """,
            spent=EXPENSE_SPENT,
        )

    @api.model
    def _plan_source(self, table, link):
        """What was approved and is not spent or handed in yet; nothing once it is closed."""
        is_trip = table == "customer_trip"
        return SQL(
            """
            SELECT plan.id AS res_id, plan.company_id, %(partner)s AS partner_id,
                   plan.department_id, NULL::int AS product_id, %(day)s AS date, plan.name,
                   0 AS spent,
                   GREATEST(plan.budget_company - COALESCE(done.amount, 0), 0) AS committed
              FROM %(table)s plan
         LEFT JOIN LATERAL (
                   SELECT SUM(expense.total_amount) AS amount FROM hr_expense expense
                    WHERE expense.%(link)s = plan.id
                      AND expense.state NOT IN ('draft', 'refused')
                   ) done ON TRUE
             WHERE plan.budget_company > 0
               AND plan.state IN ('submitted', 'approved', 'done', 'reported')
            """,
            partner=SQL("NULL::int") if is_trip else SQL("plan.commercial_partner_id"),
            day=SQL("plan.date_from") if is_trip else SQL("plan.date_start::date"),
            table=SQL.identifier(table),
            link=SQL.identifier(link),
        )

from odoo import models
from odoo.tools import SQL

from ..things.customer_budget_entry import EXPENSE_SPENT


class CustomerEntertainmentYear(models.Model):
    """Receptions and visits say how many sat at the table (facts: 60 %, cost a head)."""

    _inherit = "customer.entertainment.year"

    def _entertainment_head_sources(self):
        return [
            *super()._entertainment_head_sources(),
            self._heads(
                "customer_reception",
                "reception_id",
                SQL(
                    "outing.head_count + 1 + (SELECT count(*) FROM customer_reception_host_rel rel"
                    " WHERE rel.customer_reception_id = outing.id)"
                ),
            ),
            self._heads(
                "customer_visit",
                "visit_id",
                SQL(
                    "1 + (SELECT count(*) FROM customer_visit_contact_rel rel"
                    " WHERE rel.customer_visit_id = outing.id)"
                    " + (SELECT count(*) FROM customer_visit_participant_rel rel"
                    " WHERE rel.customer_visit_id = outing.id)"
                ),
            ),
        ]

    def _heads(self, table, link, heads):
        return SQL(
            """
            SELECT outing.company_id, min(expense.date) AS date,
                   SUM(expense.total_amount) AS amount, %(heads)s AS heads
              FROM hr_expense expense
              JOIN %(table)s outing ON outing.id = expense.%(link)s
              JOIN product_product product ON product.id = expense.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE template.customer_entertainment AND expense.state IN %(spent)s
          GROUP BY outing.id
            """,
            table=SQL.identifier(table),
            link=SQL.identifier(link),
            heads=heads,
            spent=EXPENSE_SPENT,
        )

from odoo import models
from odoo.tools import SQL, LazyTranslate

from .grading_registry import Measure, measures

_lt = LazyTranslate(__name__)


class CustomerGradingMeasure(models.AbstractModel):
    """How customers pay: overdue, late, on average (REQ G-02, “no bad credit record”)."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "overdue_amount",
            _lt("Overdue Amount"),
            "money",
            _lt(
                "Open amounts, with tax, of posted customer invoices due before the date of the "
                "run, as they stand when it is computed."
            ),
        ),
        Measure(
            "overdue_days",
            _lt("Days Overdue"),
            "days",
            _lt("Days since the due date of the oldest invoice still open."),
        ),
    )
    def _measure_overdue(self, scope):
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id,
                   SUM(amount_residual_signed) AS overdue_amount,
                   %(until)s::date - MIN(invoice_date_due) AS overdue_days
              FROM account_move
             WHERE state = 'posted' AND move_type = 'out_invoice'
               AND payment_state IN ('not_paid', 'partial') AND invoice_date_due < %(until)s
               AND company_id = %(company)s AND commercial_partner_id IS NOT NULL%(among)s
          GROUP BY commercial_partner_id
            """,
            until=scope.until,
            company=scope.company.id,
            among=scope.among("commercial_partner_id"),
        )

    @measures(
        Measure(
            "average_days_to_pay",
            _lt("Average Days to Pay"),
            "days",
            _lt(
                "Days from the invoice date to the last payment, of the invoices of the period "
                "that are paid in full, weighted by their amounts."
            ),
            empty=None,
        ),
        Measure(
            "worst_overdue",
            _lt("Longest Delay"),
            "days",
            _lt(
                "The most days that payment of an invoice of the period came after its due date, "
                "or is outstanding since."
            ),
        ),
        Measure(
            "default_count",
            _lt("Defaults"),
            "count",
            _lt(
                "Invoices of the period paid, or still open, more days after their due date than "
                "the scheme allows."
            ),
        ),
    )
    def _measure_payments(self, scope):
        return SQL(
            """
            WITH invoice AS (
                SELECT id, commercial_partner_id AS partner_id, invoice_date, invoice_date_due,
                       amount_total_signed AS amount,
                       payment_state IN ('not_paid', 'partial') AS is_open
                  FROM account_move
                 WHERE state = 'posted' AND move_type = 'out_invoice'
                   AND company_id = %(company)s AND commercial_partner_id IS NOT NULL
                   AND invoice_date BETWEEN %(start)s AND %(until)s%(among)s
            ), settled AS (
                SELECT item.move_id, MAX(part.max_date) AS paid_on
                  FROM invoice
                  JOIN account_move_line item ON item.move_id = invoice.id
                  JOIN account_partial_reconcile part ON part.debit_move_id = item.id
              GROUP BY item.move_id
            ), ended AS (
                SELECT invoice.*, settled.paid_on,
                       CASE WHEN is_open THEN %(until)s::date ELSE settled.paid_on END
                           - COALESCE(invoice_date_due, invoice_date) AS late
                  FROM invoice LEFT JOIN settled ON settled.move_id = invoice.id
            )
            SELECT partner_id,
                   SUM(amount * (paid_on - invoice_date)) FILTER (WHERE NOT is_open)
                       / NULLIF(SUM(amount) FILTER (WHERE NOT is_open AND paid_on IS NOT NULL), 0)
                       AS average_days_to_pay,
                   GREATEST(MAX(late), 0) AS worst_overdue,
                   COUNT(*) FILTER (WHERE late > %(default_days)s) AS default_count
              FROM ended
          GROUP BY partner_id
            """,
            company=scope.company.id,
            start=scope.start,
            until=scope.until,
            default_days=scope.default_days,
            among=scope.among("commercial_partner_id"),
        )

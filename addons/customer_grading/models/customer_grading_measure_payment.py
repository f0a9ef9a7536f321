from odoo import models
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.tools import SQL, LazyTranslate

from .grading_registry import Measure, measures

_lt = LazyTranslate(__name__)

# What became of each instalment (receivable line) of the invoices up to the day of the run:
# nothing dated later is known. What a payment settled is paid; what a credit note or a
# difference in exchange rates settled is neither paid nor late.
PAYMENTS = """
    WITH later AS (
        SELECT debit_move_id AS item_id, SUM(amount) AS amount
          FROM account_partial_reconcile WHERE max_date > %(until)s
      GROUP BY debit_move_id
    ), invoice AS (
        SELECT id, commercial_partner_id AS partner_id, invoice_date,
               invoice_date >= %(start)s AS in_period
          FROM account_move
         WHERE %(purchases)s AND move_type = 'out_invoice' AND company_id = %(company)s
           AND invoice_date <= %(until)s AND (%(which)s)%(among)s
    ), instalment AS (
        SELECT invoice.*, item.id AS item_id,
               COALESCE(item.date_maturity, invoice.invoice_date) AS due_on,
               item.amount_residual + COALESCE(later.amount, 0) AS open
          FROM invoice
          JOIN account_move_line item ON item.move_id = invoice.id
           AND item.display_type = 'payment_term'
     LEFT JOIN later ON later.item_id = item.id
    ), payment AS (
        SELECT item_id, SUM(part.amount) AS paid, MAX(part.max_date) AS paid_on
          FROM instalment
          JOIN account_partial_reconcile part ON part.debit_move_id = item_id
           AND part.max_date <= %(until)s
          JOIN account_move_line counterpart ON counterpart.id = part.credit_move_id
          JOIN account_move source ON source.id = counterpart.move_id
         WHERE source.move_type <> 'out_refund' AND source.journal_id <> %(exchange)s
      GROUP BY item_id
    ), dated AS (
        SELECT instalment.*, paid, paid_on,
               CASE WHEN open > 0 THEN %(until)s::date ELSE paid_on END - due_on AS late
          FROM instalment LEFT JOIN payment USING (item_id)
    ), judged AS (
        SELECT partner_id, id, in_period, MAX(late) AS late, SUM(paid) AS paid,
               MAX(paid_on) - MIN(invoice_date) AS paid_after, bool_or(open > 0) AS is_open,
               SUM(open) FILTER (WHERE open > 0 AND due_on < %(until)s) AS overdue,
               MIN(due_on) FILTER (WHERE open > 0 AND due_on < %(until)s) AS overdue_since
          FROM dated
      GROUP BY partner_id, id, in_period
    )
    SELECT partner_id, SUM(overdue) AS overdue_amount,
           %(until)s::date - MIN(overdue_since) AS overdue_days,
           SUM(paid * paid_after) FILTER (WHERE in_period AND NOT is_open)
               / NULLIF(SUM(paid) FILTER (WHERE in_period AND NOT is_open), 0)
               AS average_days_to_pay,
           GREATEST(MAX(late) FILTER (WHERE in_period), 0) AS worst_overdue,
           COUNT(*) FILTER (WHERE in_period AND late > %(default_days)s) AS default_count
      FROM judged
  GROUP BY partner_id
"""


class CustomerGradingMeasure(models.AbstractModel):
    """How customers pay: overdue, late, on average (REQ G-02, “no bad credit record”)."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "overdue_amount",
            _lt("Overdue Amount"),
            "money",
            _lt(
                "What was open, with tax, on the date of the run, of instalments of posted "
                "customer invoices due before it."
            ),
        ),
        Measure(
            "overdue_days",
            _lt("Days Overdue"),
            "days",
            _lt(
                "Days to the date of the run from the due date of the oldest instalment open then."
            ),
        ),
        Measure(
            "average_days_to_pay",
            _lt("Average Days to Pay"),
            "days",
            _lt(
                "Days from the invoice date to the last payment, of the invoices of the period "
                "with nothing open on the date of the run, weighted by what was paid; invoices "
                "settled by credit notes alone do not count."
            ),
            empty=None,
        ),
        Measure(
            "worst_overdue",
            _lt("Longest Delay"),
            "days",
            _lt(
                "The most days that payment of an instalment of the invoices of the period came "
                "after its due date, or was outstanding on the date of the run; what a credit "
                "note settled is not late."
            ),
        ),
        Measure(
            "default_count",
            _lt("Defaults"),
            "count",
            _lt(
                "Invoices of the period with an instalment paid, or still open on the date of the "
                "run, more days after its due date than the scheme allows; what a credit note "
                "settled is no default."
            ),
        ),
        sequence=30,
    )
    def _measure_payments(self, scope):
        return SQL(
            PAYMENTS,
            company=scope.company.id,
            start=scope.start,
            until=scope.until,
            default_days=scope.default_days,
            purchases=SQL(PURCHASES),
            which=self._invoices_to_judge(scope),
            exchange=scope.company.currency_exchange_journal_id.id or 0,
            among=scope.among("commercial_partner_id"),
        )

    def _invoices_to_judge(self, scope):
        """Return the condition on the invoices to look at: of the period, or open on the day."""
        parts = []
        if scope.wants("average_days_to_pay", "worst_overdue", "default_count"):
            parts.append(SQL("invoice_date >= %s", scope.start))
        if scope.wants("overdue_amount", "overdue_days"):
            parts.append(
                SQL(
                    "amount_residual <> 0 OR id IN (SELECT item.move_id FROM later "
                    "JOIN account_move_line item ON item.id = later.item_id)"
                )
            )
        return SQL(" OR ").join(parts)

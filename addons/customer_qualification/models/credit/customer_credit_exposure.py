from collections import namedtuple
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


# Figures of a customer in company currency. ``orders``: confirmed, within the horizon, not yet
# invoiced. ``goods``: delivered less invoiced, below zero where more was invoiced. ``drafts``:
# draft invoices. ``open``: open items, payments on account off. ``overdue``: of those, past their
# term and tolerance. ``bills``: bills of exchange not yet cleared. ``bound``: money that came for
# other orders than the one looked at; the gate fills it in.
class Exposure(
    namedtuple("Exposure", "orders goods drafts open overdue bills bound", defaults=(0.0,))
):
    @property
    def total(self):
        """What counts against the limit: not what was delivered and is part of the orders."""
        return self.orders + self.drafts + self.open + self.bills


NOTHING = Exposure(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

UNIT = """CASE WHEN line.product_uom_qty <> 0
          THEN line.price_total::float8 / line.product_uom_qty::float8
          ELSE line.price_unit::float8 * (1 - line.discount::float8 / 100) END"""
# What lowers the price (a discount of the order) is there with the first delivery.
DELIVERED = """CASE WHEN line.price_total < 0
               THEN GREATEST(line.qty_delivered, line.product_uom_qty)::float8
               ELSE line.qty_delivered::float8 END"""
# Quantities tell what is not invoiced yet, drafts included; down payments count by their amounts
# until an invoice deducts them. Summed by contact first, then by commercial entity.
RESTS = f"""
rest AS (
    SELECT sale.id AS order_id, sale.partner_invoice_id AS payer_id,
           COALESCE(NULLIF(sale.currency_rate, 0), 1)::float8 AS rate,
           sale.commitment_date IS NULL OR sale.commitment_date <= %(horizon)s AS near,
           SUM({UNIT} * (GREATEST(line.product_uom_qty, line.qty_delivered)::float8
                         - line.qty_invoiced::float8)) AS ordered,
           SUM({UNIT} * ({DELIVERED} - line.qty_invoiced::float8)) AS delivered
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
     WHERE sale.state = 'sale' AND sale.company_id = %(company)s
       AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
       AND (line.product_uom_qty <> line.qty_invoiced OR line.qty_delivered <> line.qty_invoiced)
       AND %(orders)s
  GROUP BY sale.id
), down AS (
    SELECT rest.order_id,
           SUM(item.price_total::float8 * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
               / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)::float8) AS amount
      FROM rest
      JOIN sale_order_line line ON line.order_id = rest.order_id AND line.is_downpayment
      JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
      JOIN account_move_line item ON item.id = link.invoice_line_id
      JOIN account_move move ON move.id = item.move_id
           AND move.move_type IN ('out_invoice', 'out_refund') AND move.state <> 'cancel'
  GROUP BY rest.order_id
)"""
QUERY = f"""
WITH {RESTS}, figures AS (
    SELECT payer_id,
           SUM(CASE WHEN near THEN GREATEST(ordered / rate - COALESCE(down.amount, 0), 0)
               ELSE 0 END) AS orders,
           SUM(delivered / rate - COALESCE(down.amount, 0)) AS goods,
           0::float8 AS drafts, 0::float8 AS open, 0::float8 AS late, 0::float8 AS bills
      FROM rest LEFT JOIN down USING (order_id)
  GROUP BY payer_id
     UNION ALL
    SELECT commercial_partner_id, 0, 0, SUM(amount_total_signed)::float8, 0, 0, 0
      FROM account_move
     WHERE state = 'draft' AND move_type = 'out_invoice'
       AND company_id = %(company)s AND %(moves)s
  GROUP BY commercial_partner_id
     UNION ALL
    SELECT item.partner_id, 0, 0, 0, SUM(item.amount_residual)::float8,
           COALESCE(SUM(item.amount_residual) FILTER (
               WHERE item.date_maturity < %(late)s AND item.amount_residual > 0), 0)::float8, 0
      FROM account_move_line item
     WHERE item.account_id IN (
           SELECT id FROM account_account WHERE account_type = 'asset_receivable')
       AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
       AND item.company_id = %(company)s AND %(items)s
  GROUP BY item.partner_id
     UNION ALL
    SELECT item.partner_id, 0, 0, 0, 0, 0,
           SUM(CASE WHEN account.reconcile THEN item.amount_residual
               ELSE item.balance END)::float8
      FROM account_move_line item
      JOIN account_account account ON account.id = item.account_id
     WHERE item.account_id IN (
           SELECT payment_account_id FROM account_payment_method_line WHERE customer_bill)
       AND item.parent_state = 'posted' AND item.company_id = %(company)s AND %(items)s
       AND (item.reconciled IS NOT TRUE OR NOT account.reconcile)
  GROUP BY item.partner_id
)
SELECT payer.commercial_partner_id, SUM(orders), SUM(goods), SUM(drafts), SUM(open),
       LEAST(SUM(late), GREATEST(SUM(open), 0)), GREATEST(SUM(bills), 0)
  FROM figures JOIN res_partner payer ON payer.id = figures.payer_id
GROUP BY payer.commercial_partner_id
"""
# Money that came for one order and is not used up by its deliveries: paid on its invoices and down
# payments, or with the order itself (online); the latter also for quotations.
BOUND_QUERY = f"""
WITH {RESTS}, unpaid AS (
    SELECT order_id, SUM(share * amount) AS amount
      FROM (
        SELECT rest.order_id,
               SUM(item.price_total)::float8 / NULLIF(move.amount_total, 0)::float8 AS share,
               CASE move.state WHEN 'draft' THEN move.amount_total_signed
                    ELSE move.amount_residual_signed END::float8 AS amount
          FROM rest
          JOIN sale_order_line line ON line.order_id = rest.order_id
          JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
          JOIN account_move_line item ON item.id = link.invoice_line_id
          JOIN account_move move ON move.id = item.move_id
               AND move.move_type = 'out_invoice' AND move.state <> 'cancel'
      GROUP BY rest.order_id, move.id) AS parts
  GROUP BY order_id
), online AS (
    SELECT order_id, SUM(amount) AS amount
      FROM (
        SELECT sale.id AS order_id,
               -item.amount_residual::float8 * sale.amount_total::float8
               / NULLIF(SUM(sale.amount_total) OVER (PARTITION BY item.id), 0)::float8 AS amount
          FROM sale_order sale
          JOIN sale_order_transaction_rel link ON link.sale_order_id = sale.id
          JOIN account_payment payment ON payment.payment_transaction_id = link.transaction_id
          JOIN account_move_line item ON item.move_id = payment.move_id
          JOIN account_account account ON account.id = item.account_id
               AND account.account_type = 'asset_receivable'
         WHERE sale.state <> 'cancel' AND sale.company_id = %(company)s AND %(orders)s
           AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE) AS parts
  GROUP BY order_id
), bound AS (
    SELECT rest.order_id, COALESCE(online.amount, 0) + COALESCE(down.amount, 0)
           - rest.delivered / rest.rate - COALESCE(unpaid.amount, 0) AS amount
      FROM rest
 LEFT JOIN down USING (order_id) LEFT JOIN unpaid USING (order_id)
 LEFT JOIN online USING (order_id)
     WHERE %(confirmed)s
     UNION ALL
    SELECT online.order_id, online.amount
      FROM online JOIN sale_order quotation ON quotation.id = online.order_id
     WHERE quotation.state IN ('draft', 'sent')
)
SELECT payer.commercial_partner_id, sale.id, bound.amount
  FROM bound
  JOIN sale_order sale ON sale.id = bound.order_id
  JOIN res_partner payer ON payer.id = sale.partner_invoice_id
 WHERE bound.amount > 0.001
"""
# what the queries read, by model
READ = {
    "sale.order": ("state", "company_id", "partner_invoice_id", "currency_rate", "commitment_date",
                   "amount_total"),
    "sale.order.line": (
        "order_id", "display_type", "is_downpayment", "product_uom_qty", "price_total",
        "price_unit", "discount", "qty_delivered", "qty_invoiced", "invoice_lines",
    ),
    "account.move": (
        "state", "move_type", "company_id", "commercial_partner_id", "amount_total_signed",
        "invoice_currency_rate", "amount_total", "amount_residual_signed",
    ),
    "account.move.line": (
        "parent_state", "reconciled", "amount_residual", "balance", "price_total", "partner_id",
        "company_id", "account_id", "date_maturity", "move_id",
    ),
    "account.payment.method.line": ("customer_bill", "payment_account_id"),
    "account.payment": ("payment_transaction_id", "move_id"),
    "payment.transaction": ("sale_order_ids",),
    "res.partner": ("commercial_partner_id",),
}  # fmt: skip


class CustomerCreditExposure(models.AbstractModel):
    """What customers owe, and what is on its way to them (REQ D-13, 003 三.2)."""

    _name = "customer.credit.exposure"
    _description = "Credit Exposure"

    @api.model
    def _of(self, company, partners):
        """Return {customer id: Exposure} by one query, in company currency.

        :param partners: commercial entities; None: all that have any figure
        """
        self._flush()
        rows = self.env.execute_query(self._query(company, partners))
        return {row[0]: Exposure(*row[1:]) for row in rows}

    @api.model
    def _flush(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)

    @api.model
    def _bound(self, company, partners, basis):
        """Return {customer id: {order id: amount}} of money that came for one order, by one query.

        :param partners: commercial entities
        :param basis: ``order``: what is confirmed counts as owed already, quotations only
        """
        self._flush()
        among = SQL("sale.partner_invoice_id = ANY(%s)", self._contacts(partners))
        rows = self.env.execute_query(
            SQL(
                BOUND_QUERY,
                company=company.id,
                horizon=company._workday_today(),
                orders=among,
                confirmed=SQL("TRUE") if basis == "delivery" else SQL("FALSE"),
            )
        )
        bound = {}
        for partner_id, order_id, amount in rows:
            bound.setdefault(partner_id, {})[order_id] = amount
        return bound

    @api.model
    def _contacts(self, partners):
        """Return the contacts who owe for their companies; by the index, whatever is planned."""
        return SQL(
            "ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))", partners.ids
        )

    @api.model
    def _query(self, company, partners=None):
        today = company._workday_today()
        days = company.customer_credit_horizon_days
        # orders of all days count without a horizon
        horizon = today + timedelta(days=days) if days else today.replace(year=today.year + 100)
        among = {"orders": "sale.partner_invoice_id", "moves": "commercial_partner_id",
                 "items": "item.partner_id"}  # fmt: skip
        if partners is None:
            filters = dict.fromkeys(among, SQL("TRUE"))
        else:
            contacts = self._contacts(partners)
            filters = {
                name: SQL("%s = ANY(%s)", SQL(column), contacts) for name, column in among.items()
            }
        return SQL(
            QUERY,
            company=company.id,
            horizon=horizon,
            late=today - timedelta(days=company.customer_credit_overdue_days),
            **filters,
        )

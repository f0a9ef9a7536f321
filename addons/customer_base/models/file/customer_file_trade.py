from odoo import api, fields, models
from odoo.tools import SQL

from ..trade.purchase_terms import purchases

ORDERS = """
    SELECT so.id * 2 AS id,
           so.name AS name,
           'order' AS kind,
           (so.date_order AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS date,
           customer.commercial_partner_id AS commercial_partner_id,
           delivery.city AS place,
           so.company_id AS company_id,
           company.currency_id AS currency_id,
           so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1) AS amount,
           so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1) AS ordered,
           bill.invoiced AS invoiced,
           bill.overdue AS overdue,
           bill.is_default AS is_default,
           so.user_id AS user_id,
           so.client_order_ref AS note
      FROM sale_order so
      JOIN res_partner customer ON customer.id = so.partner_id
      JOIN res_company company ON company.id = so.company_id
      JOIN %(zones)s zone ON zone.company_id = so.company_id
 LEFT JOIN res_partner delivery ON delivery.id = so.partner_shipping_id
CROSS JOIN LATERAL (
           SELECT COALESCE(SUM(part.share * part.amount), 0) AS invoiced,
                  COALESCE(SUM(part.share * part.residual)
                           FILTER (WHERE part.late), 0) AS overdue,
                  COALESCE(BOOL_OR(part.late), false) AS is_default
             FROM (
               SELECT SUM(item.price_total) / NULLIF(move.amount_total, 0) AS share,
                      move.amount_total_signed AS amount,
                      move.amount_residual_signed AS residual,
                      %(late)s AS late
                 FROM sale_order_line line
                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
                 JOIN account_move_line item ON item.id = rel.invoice_line_id
                 JOIN account_move move ON move.id = item.move_id
                WHERE line.order_id = so.id
                  AND move.commercial_partner_id = customer.commercial_partner_id
                  AND move.state = 'posted'
                  AND move.move_type IN ('out_invoice', 'out_refund')
             GROUP BY move.id
             ) part
           ) bill
     WHERE so.state = 'sale'
"""
INVOICES = """
    SELECT move.id * 2 + 1,
           move.name,
           CASE WHEN move.move_type = 'out_refund' THEN 'refund' ELSE 'invoice' END,
           move.invoice_date,
           move.commercial_partner_id,
           delivery.city,
           move.company_id,
           company.currency_id,
           move.amount_total_signed * own.share,
           0.0,
           move.amount_total_signed * own.share,
           CASE WHEN own.late THEN move.amount_residual_signed * own.share ELSE 0.0 END,
           own.late,
           move.invoice_user_id,
           COALESCE(move.ref, move.invoice_origin)
      FROM account_move move
      JOIN res_company company ON company.id = move.company_id
 LEFT JOIN res_partner delivery ON delivery.id = move.partner_shipping_id
CROSS JOIN LATERAL (
           SELECT 1 - COALESCE(SUM(item.price_total) / NULLIF(move.amount_total, 0), 0)
                  AS share,
                  COUNT(item.id) AS parts,
                  %(late)s AS late
             FROM account_move_line item
            WHERE item.move_id = move.id
              AND EXISTS (
                  SELECT
                    FROM sale_order_line_invoice_rel rel
                    JOIN sale_order_line line ON line.id = rel.order_line_id
                    JOIN sale_order so ON so.id = line.order_id
                    JOIN res_partner buyer ON buyer.id = so.partner_id
                   WHERE rel.invoice_line_id = item.id
                     AND so.state = 'sale'
                     AND buyer.commercial_partner_id = move.commercial_partner_id)
           ) own
     WHERE %(purchases)s
       AND (own.parts = 0 OR abs(move.amount_total * own.share) >= 0.01)
"""


class CustomerFileTrade(models.Model):
    """A customer's trades with us (同本公司的交易情况): confirmed orders and posted invoices.

    REQ B-02, seed S4 3.3.4 form 1. Read straight from the documents, nothing is typed; an order
    and its invoices are one deal and one row (F-22). It shows
    date, place, amount, responsible person and default, to whoever may see the customer, also
    to people without accounting rights; the documents themselves keep their own rights.
    """

    _name = "customer.file.trade"
    _description = "Trade with Us"
    _inherit = ["customer.access.mixin"]
    _auto = False
    _order = "date desc, id desc"

    name = fields.Char(string="Number", readonly=True)
    kind = fields.Selection(
        [("order", "Order"), ("invoice", "Invoice"), ("refund", "Credit Note")], readonly=True
    )
    date = fields.Date(readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    place = fields.Char(readonly=True, help="City of delivery.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="In the company's currency, with tax.")
    ordered = fields.Monetary(readonly=True)
    invoiced = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True, help="Not paid although the due date has passed.")
    is_default = fields.Boolean(string="Default", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    note = fields.Char(string="Remarks", readonly=True)

    @property
    def _table_query(self):
        today = self.env.company._workday_today()
        return SQL("%s UNION ALL %s", self._query_orders(today), self._query_invoices(today))

    @api.model
    def _query_orders(self, today):
        """Orders with what was invoiced of them: a deal is one row.

        In default while an invoice of theirs is overdue.
        """
        return SQL(
            ORDERS,
            zones=self.env["res.company"]._customer_zones(),
            late=self._late_sql(today),
        )

    @api.model
    def _query_invoices(self, today):
        """Invoices and credit notes, as far as they belong to no order.

        Overdue is what is left to pay after the due date.
        """
        return SQL(
            INVOICES,
            purchases=SQL(purchases("move")),
            late=self._late_sql(today),
        )

    @api.model
    def _late_sql(self, today):
        """Return the condition that an invoice ``move`` is not paid although it was due."""
        return SQL(
            """(move.move_type <> 'out_refund'
                AND move.payment_state IN ('not_paid', 'partial', 'blocked')
                AND COALESCE(move.invoice_date_due < %s, false))""",
            today,
        )

    @api.model
    def _overdue_of(self, customer, company):
        """Return what a customer has not paid although it was due, in company currency.

        The callers know that the user may see the customer's trades.
        """
        self.env["account.move"].flush_model()
        query = SQL(
            """SELECT COALESCE(SUM(move.amount_residual_signed), 0)
                 FROM account_move move
                WHERE move.commercial_partner_id = %s AND move.company_id = %s
                  AND move.move_type = 'out_invoice' AND %s AND %s""",
            customer.id,
            company.id,
            SQL(purchases("move")),
            self._late_sql(company._workday_today()),
        )
        [(overdue,)] = self.env.execute_query(query)
        return overdue

    @api.model
    @api.private
    def _latest(self, customers, count):
        """Return {customer id: ids of its newest trades}, by one query, checked by the rules.

        :param count: how many of each customer at most
        """
        if not customers.ids:
            return {}
        query = self._search([("commercial_partner_id", "in", customers.ids)])
        table = SQL.identifier(query.table)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, array_agg(id ORDER BY date DESC, id DESC)
                  FROM (
                    SELECT %(table)s.commercial_partner_id AS partner_id,
                           %(table)s.id AS id,
                           %(table)s.date AS date,
                           row_number() OVER (
                               PARTITION BY %(table)s.commercial_partner_id
                               ORDER BY %(table)s.date DESC, %(table)s.id DESC
                           ) AS place
                      FROM %(source)s
                     WHERE %(where)s
                  ) trade
                 WHERE place <= %(count)s
              GROUP BY partner_id
                """,
                table=table,
                source=query.from_clause,
                where=query.where_clause or SQL("TRUE"),
                count=count,
            )
        )
        return dict(rows)

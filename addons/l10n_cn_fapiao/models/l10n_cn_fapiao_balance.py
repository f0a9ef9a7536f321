from odoo import fields, models
from odoo.tools import SQL

from .l10n_cn_fapiao_allocation import covered_by


class L10nCnFapiaoBalance(models.Model):
    """Each posted invoice of the ERP beside the sum of its VAT invoices."""

    _name = "l10n_cn.fapiao.balance"
    _description = "Invoice and VAT Invoices"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", string="Invoice of the ERP", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    date = fields.Date(string="Invoice Date", readonly=True)
    total = fields.Monetary(string="Invoiced", readonly=True)
    covered = fields.Monetary(
        string="VAT Invoices", readonly=True, help="Those to be confirmed included."
    )
    open_amount = fields.Monetary(string="Missing", readonly=True)
    fapiao_count = fields.Integer(string="Number of VAT Invoices", readonly=True)
    state = fields.Selection(
        [
            ("missing", "No VAT invoice"),
            ("partial", "In part"),
            ("proposed", "To be confirmed"),
            ("full", "Complete"),
        ],
        string="Status",
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT move.id, move.id AS move_id, move.company_id,
                   move.commercial_partner_id AS partner_id, move.invoice_user_id AS user_id,
                   move.invoice_date AS date, move.amount_total_signed AS total,
                   COALESCE(part.covered, 0) AS covered,
                   move.amount_total_signed - COALESCE(part.covered, 0) AS open_amount,
                   COALESCE(part.count, 0) AS fapiao_count,
                   CASE WHEN ABS(COALESCE(part.covered, 0)) <= 0.0101 THEN 'missing'
                        WHEN ABS(move.amount_total_signed - part.covered) > 0.0101 THEN 'partial'
                        WHEN ABS(part.covered - COALESCE(part.confirmed, 0)) > 0.0101
                        THEN 'proposed'
                        ELSE 'full' END AS state
              FROM account_move move
         LEFT JOIN (%s) part ON part.move_id = move.id
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
               AND move.amount_total_signed != 0
            """,
            covered_by(None),
        )

    def action_open_move(self):
        """Open the ERP's invoice."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, float_compare

from .l10n_cn_fapiao import READERS
from .l10n_cn_fapiao_allocation import covered_by


class AccountMove(models.Model):
    # The ERP's invoice beside its VAT invoices. Nothing is computed or asked on posting.

    _inherit = "account.move"

    fapiao_allocation_ids = fields.One2many(
        "l10n_cn.fapiao.allocation", "move_id", string="VAT Invoices", groups=READERS
    )
    fapiao_count = fields.Integer(
        string="Number of VAT Invoices", compute="_compute_fapiao", groups=READERS
    )
    fapiao_open = fields.Monetary(
        string="Without VAT Invoice",
        compute="_compute_fapiao",
        currency_field="company_currency_id",
        groups=READERS,
        help="What no VAT invoice stands for yet, proposed ones included.",
    )

    @api.depends("fapiao_allocation_ids.amount", "amount_total_signed", "state")
    def _compute_fapiao(self):
        covered = self._fapiao_covered()
        for move in self:
            amount, count = covered.get(move._origin.id, (0.0, 0))
            sale = move.move_type in ("out_invoice", "out_refund") and move.state == "posted"
            open_amount = move.amount_total_signed - amount if sale else 0.0
            move.fapiao_open = move.company_currency_id.round(open_amount)
            move.fapiao_count = count

    def _fapiao_covered(self):
        """Return {id: (amount, number)} of what VAT invoices stand for, those void left out."""
        if not self.ids:
            return {}
        self.env["l10n_cn.fapiao.allocation"].flush_model()
        self.env["l10n_cn.fapiao"].flush_model(["state"])
        rows = self.env.execute_query(covered_by(tuple(self.ids)))
        return {move_id: (covered, count) for move_id, covered, _confirmed, count in rows}

    def _fapiao_lock(self):
        """Wait for others who match the same invoices: together they could cover one twice."""
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM account_move WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )

    def _fapiao_check_covered(self):
        """:raise ValidationError: more than the invoice is, or less than nothing"""
        covered = self._fapiao_covered()
        for move in self:
            amount, _count = covered.get(move.id, (0.0, 0))
            low, high = sorted((0.0, move.amount_total_signed))
            if float_compare(amount, high, 2) > 0 or float_compare(amount, low, 2) < 0:
                raise ValidationError(
                    self.env._(
                        "%(move)s is %(total)s, and VAT invoices would stand for %(covered)s of it."
                        " Look at those that are matched already.",
                        move=move.display_name,
                        total=move.company_currency_id.format(move.amount_total_signed),
                        covered=move.company_currency_id.format(amount),
                    )
                )

    def _fapiao_fits(self, request):
        """Tell whether a request may name this invoice."""
        return (
            self.state == "posted"
            and self.move_type == "out_invoice"
            and self.company_id == request.company_id
            and self.commercial_partner_id == request.partner_id
        )

    def _fapiao_fill_number(self):
        """Write the number into the field of Odoo's Chinese localization, where it fits.

        The field holds 8 digits in Odoo 19 and cuts longer ones off; an invoice with several
        VAT invoices, or with a number already, keeps what it has.
        """
        if "fapiao" not in self._fields:
            return
        size = self._fields["fapiao"].size
        for move in self.filtered(lambda move: not move.fapiao):
            numbers = move.fapiao_allocation_ids.fapiao_id.filtered(
                lambda fapiao: fapiao.state == "registered" and fapiao.gross > 0
            ).mapped("number")
            if len(numbers) == 1 and (not size or len(numbers[0]) <= size):
                move.fapiao = numbers[0]

    def button_draft(self):
        self._fapiao_check_none()
        return super().button_draft()

    def button_cancel(self):
        self._fapiao_check_none()
        return super().button_cancel()

    def _fapiao_check_none(self):
        """:raise UserError: a VAT invoice that counts is for it; what was issued is taken back"""
        # sudo: there are some, whoever resets the invoice
        parts_sudo = self.env["l10n_cn.fapiao.allocation"].sudo()
        part = parts_sudo.search(
            [("move_id", "in", self.ids), ("fapiao_id.state", "=", "registered")], limit=1
        )
        if part:
            raise UserError(
                self.env._(
                    "%(move)s: VAT invoice %(fapiao)s was issued for it. Make a credit note, and"
                    " register the red invoice for that.",
                    move=part.move_id.display_name,
                    fapiao=part.fapiao_id.display_name,
                )
            )

    def action_open_fapiao(self):
        """Open the VAT invoices of this invoice."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("l10n_cn_fapiao.fapiao_action")
        ids = self.fapiao_allocation_ids.fapiao_id.ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}

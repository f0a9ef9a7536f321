from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, float_compare


class L10nCnFapiaoAllocation(models.Model):
    """How much of a 发票 is for which invoice of the ERP; each may be split over several.

    In the company's currency; negative for red ones.
    """

    _name = "l10n_cn.fapiao.allocation"
    _description = "Part of a VAT Invoice"
    _order = "fapiao_id, id"
    _rec_name = "move_id"

    fapiao_id = fields.Many2one(
        "l10n_cn.fapiao", string="VAT Invoice", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice of the ERP",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '=', 'posted'), ('move_type', 'in', ('out_invoice', 'out_refund'))]",
    )
    currency_id = fields.Many2one(related="fapiao_id.currency_id")
    amount = fields.Monetary(string="Amount Matched", required=True)
    move_date = fields.Date(related="move_id.invoice_date")
    move_total = fields.Monetary(related="move_id.amount_total_signed", string="Total in the ERP")
    move_open = fields.Monetary(related="move_id.fapiao_open")

    _once = models.UniqueIndex(
        "(fapiao_id, move_id)", "This invoice of the ERP is named twice. Put it into one line."
    )

    @api.onchange("move_id")
    def _onchange_move_id(self):
        if self.move_id and self.fapiao_id.gross:
            room, left = self.move_id.fapiao_open, self.fapiao_id.unmatched
            self.amount = max(left, -room) if left < 0 else min(left, room)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_void(
            self.env["l10n_cn.fapiao"].browse(
                fapiao_id for vals in vals_list if (fapiao_id := vals.get("fapiao_id"))
            )
        )
        parts = super().create(vals_list)
        parts._check_fits()
        return parts

    def write(self, vals):
        moves = self.move_id
        result = super().write(vals)
        self._check_fits()
        (moves - self.move_id)._fapiao_check_covered()
        return result

    def unlink(self):
        moves = self.move_id
        result = super().unlink()
        moves._fapiao_check_covered()
        return result

    def _check_not_void(self, fapiaos):
        if void := fapiaos.exists().filtered(lambda fapiao: fapiao.state == "void"):
            raise UserError(
                self.env._("%s is void and is for no invoice any more.", void[0].display_name)
            )

    def _check_fits(self):
        """Check the parts, all others of the same invoices included.

        :raise ValidationError: another customer or company, more than there is, twice the same
        """
        self.move_id._fapiao_lock()
        for part in self:
            if problem := part._problem():
                raise ValidationError(
                    self.env._(
                        "%(fapiao)s for %(move)s: %(problem)s",
                        fapiao=part.fapiao_id.display_name,
                        move=part.move_id.display_name,
                        problem=problem,
                    )
                )
        self.move_id._fapiao_check_covered()

    def _problem(self):
        """Return in words what does not fit; an empty text if all does."""
        fapiao, move = self.fapiao_id, self.move_id
        if move.state != "posted" or move.move_type not in ("out_invoice", "out_refund"):
            return self.env._("it is no posted invoice to a customer.")
        if move.company_id != fapiao.company_id:
            return self.env._("it is another company's invoice.")
        if fapiao.partner_id and move.commercial_partner_id != fapiao.partner_id:
            return self.env._("it is another customer's invoice.")
        if not self.amount or (self.amount < 0) != (fapiao.gross < 0):
            return self.env._("the amount has to be positive, of a red invoice negative.")
        total = sum(fapiao.allocation_ids.mapped("amount"))
        if float_compare(abs(total), abs(fapiao.gross), 2) > 0:
            return self.env._("more is matched than the VAT invoice is.")
        return ""


def covered_by(moves):
    """Return the SQL of (move_id, covered, count): what VAT invoices that count are for.

    :param moves: SQL that the move's id is compared with, or None for all
    """
    among = SQL(" AND part.move_id IN %s", moves) if moves else SQL()
    return SQL(
        """
        SELECT part.move_id, SUM(part.amount) AS covered,
               SUM(part.amount) FILTER (WHERE fapiao.state = 'registered') AS confirmed,
               COUNT(*) AS count
          FROM l10n_cn_fapiao_allocation part
          JOIN l10n_cn_fapiao fapiao ON fapiao.id = part.fapiao_id
         WHERE fapiao.state != 'void'%s
      GROUP BY part.move_id
        """,
        among,
    )

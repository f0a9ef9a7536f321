from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import is_unsealed
from odoo.exceptions import UserError

from .l10n_cn_fapiao_drop import L10nCnFapiaoDrop


class L10nCnFapiaoDropLine(models.Model):
    """What became of one file."""

    _name = "l10n_cn.fapiao.drop.line"
    _description = "File of a VAT Invoice"
    _order = "drop_id, outcome desc, id"
    _seal = L10nCnFapiaoDrop._seal

    drop_id = fields.Many2one(
        "l10n_cn.fapiao.drop",
        string="Files Dropped",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    name = fields.Char(string="File", required=True, readonly=True)
    outcome = fields.Selection(
        [
            ("taken", "Taken"),
            ("added", "Kept with the same invoice"),
            ("double", "Known already"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    fapiao_id = fields.Many2one(
        "l10n_cn.fapiao", string="VAT Invoice", index="btree_not_null", ondelete="set null",
        readonly=True,
    )  # fmt: skip
    fapiao_state = fields.Selection(related="fapiao_id.state")
    partner_id = fields.Many2one(related="fapiao_id.partner_id")
    gross = fields.Monetary(related="fapiao_id.gross")
    currency_id = fields.Many2one(related="fapiao_id.currency_id")
    unmatched = fields.Monetary(related="fapiao_id.unmatched")
    explanation = fields.Char(
        compute="_compute_explanation", help="Why a file was not taken, or not matched."
    )

    @api.depends("reason", "fapiao_id.match_note", "fapiao_id.unmatched")
    def _compute_explanation(self):
        for line in self:
            note = line.fapiao_id.unmatched and line.fapiao_id.match_note
            line.explanation = line.reason or note or False

    @api.model_create_multi
    def create(self, vals_list):
        if vals_list:
            self._check_sealed()
        return super().create(vals_list)

    def write(self, vals):
        self._check_sealed()
        return super().write(vals)

    def _check_sealed(self):
        if not is_unsealed(self):
            raise UserError(self.env._("What became of files is filled in by reading them."))

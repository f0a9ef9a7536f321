from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list
from stdnum.cn import uscc


class L10nCnFapiaoTitle(models.Model):
    """What is printed on invoices for a customer (开票抬头, S3 三.2(2)); a customer has several.

    Checked by finance before it is used; changed, it is checked again.
    """

    _name = "l10n_cn.fapiao.title"
    _inherit = ["l10n_cn.fapiao.mixin", "customer.approval.mixin"]
    _description = "Invoice Title"
    _order = "partner_id, name, id"
    _rec_names_search = ["name", "vat"]

    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(string="Title", required=True, help="The name as it is registered.")
    vat = fields.Char(string="Tax Number", help="Unified social credit code, 18 characters.")
    taxpayer_kind = fields.Selection(
        [
            ("general", "General taxpayer"),
            ("small", "Small-scale taxpayer"),
            ("other", "Without a tax number"),
        ],
        string="Taxpayer",
        required=True,
        default="general",
    )
    address = fields.Char(string="Registered Address")
    phone = fields.Char()
    bank_name = fields.Char(string="Bank")
    bank_account = fields.Char(string="Bank Account")
    proof = fields.Binary(
        string="Proof of Taxpayer", attachment=True, help="Asked for of general taxpayers."
    )
    proof_name = fields.Char(string="Name of the Proof")

    _title_once = models.UniqueIndex(
        "(company_id, partner_id, name, COALESCE(vat, '')) WHERE active",
        "The customer has this title already. Use it, or revise it.",
    )

    @api.depends("name", "vat")
    @api.depends_context("fapiao_title_name_only")
    def _compute_display_name(self):
        """The tax number is left out where the form shows it beside the title."""
        short = self.env.context.get("fapiao_title_name_only")
        for title in self:
            title.display_name = " ".join(filter(None, [title.name, not short and title.vat]))

    @api.constrains("vat", "taxpayer_kind")
    def _check_vat(self):
        for title in self:
            if title.vat and not uscc.is_valid(title.vat):
                raise ValidationError(
                    self.env._(
                        "%(title)s: %(vat)s is no tax number of 18 characters with the right check"
                        " digit. Compare it with the licence.",
                        title=title.name,
                        vat=title.vat,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidied(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidied(vals))

    @api.model
    def _tidied(self, vals):
        """Return values with the tax number as it is printed: capitals, no spaces."""
        if not isinstance(vals.get("vat"), str):
            return vals
        return {**vals, "vat": "".join(vals["vat"].split()).upper()}

    # ---------------------------------------------------------------- approval

    def _approval_fact_fields(self):
        return ["partner_id", "name", "vat", "taxpayer_kind", "bank_name", "bank_account"]

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "name",
            "vat",
            "taxpayer_kind",
            "address",
            "phone",
            "bank_name",
            "bank_account",
            "proof_name",
        }

    def _check_approval_changes(self, changed):
        # the file itself is no part of the record of a round; its name stands for it
        super()._check_approval_changes(changed | {"proof_name"} if "proof" in changed else changed)

    def _check_can_submit(self):
        super()._check_can_submit()
        for title in self:
            if missing := title._missing_fields():
                labels = [title._fields[name]._description_string(self.env) for name in missing]
                raise UserError(
                    self.env._(
                        "%(title)s: enter %(fields)s, then submit it.",
                        title=title.name,
                        fields=format_list(self.env, labels),
                    )
                )

    def _missing_fields(self):
        """Return the names of the empty fields that this kind of taxpayer needs."""
        needed = {
            "general": ("vat", "address", "phone", "bank_name", "bank_account", "proof"),
            "small": ("vat",),
        }
        return [name for name in needed.get(self.taxpayer_kind, ()) if not self[name]]

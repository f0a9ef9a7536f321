from odoo import api, models
from odoo.addons.customer_approval.tools.seal import is_unsealed
from odoo.exceptions import UserError


class L10nCnFapiaoMixin(models.AbstractModel):
    """What titles, requests, invoices and receipts share: they are of a customer, and some of their
    fields are moved by buttons alone.
    """

    _name = "l10n_cn.fapiao.mixin"
    _description = "Record About VAT Invoices"

    # written by our code only, whatever a form, an import or a call sends
    _fapiao_system_fields = frozenset()
    # what these begin with, if not empty
    _fapiao_initial = {}

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._fapiao_vals(vals) for vals in vals_list]
        if not is_unsealed(self):
            for vals in vals_list:
                self._check_fapiao_system(vals)
            # given, so that no default of the context or of the user's making counts
            begun = {name: self._fapiao_initial.get(name) for name in self._fapiao_system_fields}
            vals_list = [{**vals, **begun} for vals in vals_list]
        records = super().create(vals_list)
        if not self.env.su:
            # defaults of the context count as well
            records._check_fapiao_customer()
        return records

    def write(self, vals):
        vals = self._fapiao_vals(vals)
        if not is_unsealed(self):
            self._check_fapiao_system(vals)
        result = super().write(vals)
        if "partner_id" in vals and not self.env.su:
            self._check_fapiao_customer()
        return result

    def _fapiao_vals(self, vals):
        """Return values with the company of a contact person in the place of the person."""
        if not vals.get("partner_id"):
            return vals
        # sudo: only which company the person is of; whether it may be seen is checked after
        partner_sudo = self.env["res.partner"].sudo().browse(vals["partner_id"])
        return {**vals, "partner_id": partner_sudo.commercial_partner_id.id or partner_sudo.id}

    def _check_fapiao_system(self, vals):
        """:raise UserError: a field that only buttons move is given a value"""
        names = self._fapiao_system_fields & set(vals)
        if not self:
            # an import or a copy that says nothing new
            initial = self._fapiao_initial
            names = [name for name in names if vals[name] and vals[name] != initial.get(name)]
        if names:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
            raise UserError(
                self.env._(
                    "%(fields)s (%(model)s) is filled in by the system. Use the buttons.",
                    fields=", ".join(labels),
                    model=self._description,
                )
            )

    def _check_fapiao_customer(self):
        """:raise AccessError: the customer is one that the user may not see"""
        self.partner_id.sudo(False).check_access("read")

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """What somebody enters in a window of ours is that person's alone (REQ B-09).

        Odoo leaves the rows of such windows to everybody who may open one; they name customers.
        """
        domain = super()._compute_domain(model_name, mode)
        if not model_name.startswith("customer.") or not self.env[model_name]._transient:
            return domain
        return domain & Domain("create_uid", "=", self.env.uid)

    def _make_access_error(self, operation, records):
        """Say of hidden customer data what it is and how one gets to it, without its name.

        Odoo itself names the refused records to everybody in developer mode (REQ B-09).
        """
        error = super()._make_access_error(operation, records)
        if not records._customer_data or not records._customer_is_hidden():
            return error
        return AccessError(self.env["res.partner"]._customer_hidden_text())

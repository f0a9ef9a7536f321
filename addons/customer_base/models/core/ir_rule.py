from odoo import api, models
from odoo.fields import Domain

# Rows of Odoo's that bear a customer's name.
NAMED_AFTER_CUSTOMERS = ("mail.followers",)


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
        named = records._name in NAMED_AFTER_CUSTOMERS
        if not records._customer_data and not named:
            return error
        if self._customer_failing(operation, records) if named else records._customer_is_hidden():
            return self.env["res.partner"]._customer_hidden_error()
        if records._name == "res.partner" and self._customer_failing(operation, records):
            return records[:1]._customer_not_yours_error()
        return error

    def _customer_failing(self, operation, records):
        """Return whether it is rules of ours that refuse the records."""
        # sudo: whose the rules are is for nobody to see
        owners = self._get_failing(records, mode=operation).sudo()._get_external_ids().values()
        return any(
            xmlid.startswith(("customer_", "key_account_visits"))
            for xmlids in owners
            for xmlid in xmlids
        )

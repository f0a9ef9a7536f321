from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Refuse records of ours in plain words, which name no record (U-04)."""
        error = super()._make_access_error(operation, records)
        if not records._name.startswith("customer."):
            return error
        refusal = AccessError(self._customer_refusal_text(operation, records))
        if hasattr(error, "context"):
            refusal.context = error.context  # the company to switch to
        return refusal

    def _customer_refusal_text(self, operation, records):
        # sudo: what kind of record it is, is no secret
        kind = self.env["ir.model"].sudo()._get(records._name).name
        return {
            "read": self.env._(
                "This is not open to you: %(kind)s. Ask whoever is responsible for it, or your "
                "manager.",
                kind=kind,
            ),
            "write": self.env._(
                "You may not change this: %(kind)s. Ask whoever is responsible for it, or your "
                "manager.",
                kind=kind,
            ),
            "create": self.env._("You may not enter this: %(kind)s. Ask your manager.", kind=kind),
            "unlink": self.env._(
                "You may not delete this: %(kind)s. Ask whoever is responsible for it, or your "
                "manager.",
                kind=kind,
            ),
        }[operation]

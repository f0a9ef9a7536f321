from odoo import models
from odoo.addons.customer_approval.tools.seal import is_unsealed, seal_of
from odoo.exceptions import AccessError


class CustomerSealed(models.AbstractModel):
    """Rows that only the system's own code writes and that nobody deletes.

    Not even the superuser writes them by plain ``create`` or ``write``; see
    ``customer_approval/tools/seal.py`` for how the system's code marks itself. Each model has a
    seal of its own.
    """

    _name = "customer.sealed"
    _inherit = ["customer.approval.sealed"]
    _description = "Record Kept by the System"

    @property
    def _seal(self):
        return seal_of(self._name)

    def unlink(self):
        if self:
            # pylint: disable-next=no-raise-unlink
            raise AccessError(
                self.env._("%(model)s: this record is kept for good.", model=self._sealed_label())
            )
        return super().unlink()

    def _check_unsealed(self):
        """:raise AccessError: when anything but the system's own code writes"""
        if not is_unsealed(self):
            raise AccessError(
                self.env._(
                    "%(model)s: this record is written by the system itself. Use the buttons.",
                    model=self._sealed_label(),
                )
            )

    def _sealed_label(self):
        return self.env["ir.model"]._get(self._name).name

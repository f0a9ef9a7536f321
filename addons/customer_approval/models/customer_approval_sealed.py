from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.seal import is_unsealed, seal_of

# rounds, their steps and events, and the documents that they move on
APPROVAL_SEAL = seal_of("customer.approval")


class CustomerApprovalSealed(models.AbstractModel):
    """Rows that only the approval engine makes or changes, and that nobody deletes.

    Not even the superuser writes them by ``create``, ``write`` or ``unlink``; a database
    cascade (the document's addon is uninstalled) still removes them.
    """

    _name = "customer.approval.sealed"
    _description = "Record Kept by the Approval Engine"

    _seal = APPROVAL_SEAL

    @api.model
    def default_get(self, fields):  # pylint: disable=method-required-super
        """Return the model's own defaults only: users keep defaults of their own making."""
        own = [self._fields[name] for name in fields if name in self._fields]
        return {field.name: field.default(self) for field in own if field.default}

    @api.model_create_multi
    def create(self, vals_list):
        if vals_list:
            self._check_unsealed()
        return super().create(vals_list)

    def write(self, vals):
        self._check_unsealed()
        return super().write(vals)

    def unlink(self):
        if self:
            # not at uninstall either: the database removes the tables
            # pylint: disable-next=no-raise-unlink
            raise AccessError(
                self.env._("The approval record is kept for good: nobody deletes it.")
            )
        return super().unlink()

    def _check_unsealed(self):
        """:raise AccessError: when anything but the engine writes"""
        if not is_unsealed(self):
            raise AccessError(
                self.env._(
                    "The approval record is written by the approval itself."
                    " Use the buttons on the document: Submit, Approve, Reject, Withdraw, Revise."
                )
            )

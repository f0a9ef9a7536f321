from odoo import api, models
from odoo.exceptions import UserError


class CustomerApprovalDelegation(models.Model):
    _inherit = "customer.approval.delegation"

    @api.model_create_multi
    def create(self, vals_list):
        """Who hands over stands in for nobody, and names no deputy of their own (REQ H-04)."""
        delegations = super().create(vals_list)
        if not self.env.su:
            delegations._handover_check_people()
        return delegations

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and vals.get("active", True):
            self._handover_check_people()
        return result

    def _handover_check_people(self):
        frozen = (self.user_id | self.delegate_id).filtered(lambda user: user._handover_is_frozen())
        if frozen:
            raise UserError(
                self.env._(
                    "%(user)s is handing over. Who decides meanwhile is chosen on the handover "
                    "sheet.",
                    user=frozen[0].name,
                )
            )

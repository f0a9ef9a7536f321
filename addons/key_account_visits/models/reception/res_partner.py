from odoo import api, models


class ResPartner(models.Model):
    # Receptions planned for a customer follow it to another owner.

    _inherit = "res.partner"

    @api.model
    def _customer_changed_hands_hooks(self):
        return [*super()._customer_changed_hands_hooks(), ("customer.reception", "_follow_owner")]

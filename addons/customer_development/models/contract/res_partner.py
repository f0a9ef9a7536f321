from odoo import api, models


class ResPartner(models.Model):
    # Contract reviews that are not under way follow the customer to its new owner.

    _inherit = "res.partner"

    @api.model
    def _customer_changed_hands_hooks(self):
        return [
            *super()._customer_changed_hands_hooks(),
            ("customer.contract.review", "_follow_owner"),
        ]

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _customer_changed_hands_hooks(self):
        return [*super()._customer_changed_hands_hooks(), ("customer.gift", "_follow_owner")]

    @api.model
    def _customer_becoming_one_hooks(self):
        return [
            *super()._customer_becoming_one_hooks(),
            ("customer.service.budget", "_merge_customers"),
        ]

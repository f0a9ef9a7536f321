from odoo import api, models


class ResPartner(models.Model):
    # Care follows the customers: their owner, their archiving, their merge.

    _inherit = "res.partner"

    @api.model
    def _customer_changed_hands_hooks(self):
        return [*super()._customer_changed_hands_hooks(), ("customer.care.task", "_follow_owner")]

    @api.model
    def _customer_becoming_one_hooks(self):
        return [
            *super()._customer_becoming_one_hooks(),
            ("customer.care.task", "_merge_customers"),
            ("customer.care.event.guest", "_merge_customers"),
            ("customer.communication.optout", "_merge_customers"),
            ("customer.communication.sent", "_merge_customers"),
        ]

    def _customer_follow_owner(self, vals):
        """Nobody greets who was archived: the open tasks go in the same transaction."""
        follow = super()._customer_follow_owner(vals)
        if vals.get("active", True):
            return follow

        def both():
            if follow:
                follow()
            self.env["customer.care.task"]._drop_of_archived(self)

        return both

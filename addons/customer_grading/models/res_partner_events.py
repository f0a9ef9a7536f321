from odoo import api, models


class ResPartner(models.Model):
    # What follows for grading when customers become one.

    _inherit = "res.partner"

    @api.model
    def _customer_becoming_one_hooks(self):
        return [
            *super()._customer_becoming_one_hooks(),
            ("customer.loss.warning", "_merge_customers"),
            ("customer.interaction.compliance", "_merge_customers"),
            ("customer.strategy.progress", "_merge_customers"),
        ]

from odoo import api, models


class ResPartner(models.Model):
    # What follows for key accounts and groups of companies when customers become one.

    _inherit = "res.partner"

    @api.model
    def _customer_becoming_one_hooks(self):
        return [
            *super()._customer_becoming_one_hooks(),
            ("customer.group.member", "_merge_customers"),
            ("customer.key.account", "_merge_customers"),
        ]

    @api.model
    def _customer_became_one_hooks(self):
        return [*super()._customer_became_one_hooks(), ("res.partner", "_customer_merged_keys")]

    @api.model
    @api.private
    def _customer_merged_keys(self, sources, target):
        """Types and group of the one that remains follow the rows that Odoo has moved."""
        for model_name in ("customer.key.account", "customer.group.member"):
            self.env[model_name].invalidate_model()
        target.invalidate_recordset(["customer_key_account_ids", "customer_group_member_ids"])
        for name in ("customer_key_account_type_ids", "customer_group_id"):
            self.env.add_to_compute(target._fields[name], sources | target)

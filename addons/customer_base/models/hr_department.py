from odoo import api, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    # Record rules hold the departments a user answers for (res.users.customer_department_ids)
    # and are cached: whatever changes them clears that cache.
    _customer_rule_fields = frozenset({"manager_id", "parent_id", "active"})

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self.env.registry.clear_cache()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if not self._customer_rule_fields.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

from odoo import api, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    _customer_rule_fields = frozenset({"manager_id", "parent_id", "active"})

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self.env["res.users"]._customer_departments_changed()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if not self._customer_rule_fields.isdisjoint(vals):
            self.env["res.users"]._customer_departments_changed()
        return result

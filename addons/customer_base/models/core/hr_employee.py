from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    _customer_rule_fields = frozenset({"user_id", "department_id", "active", "company_id"})

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["res.users"]._customer_departments_changed()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if not self._customer_rule_fields.isdisjoint(vals):
            self.env["res.users"]._customer_departments_changed()
        return result

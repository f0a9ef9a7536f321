from odoo import models


class HrVersion(models.Model):
    _inherit = "hr.version"

    def write(self, vals):
        result = super().write(vals)
        if "department_id" in vals:
            self.env["res.users"]._customer_departments_changed()
        return result

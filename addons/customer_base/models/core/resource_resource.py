from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        # An employee's user and activity are stored here and change without hr.employee.write.
        result = super().write(vals)
        if "user_id" in vals or "active" in vals:
            self.env["res.users"]._customer_departments_changed()
        return result

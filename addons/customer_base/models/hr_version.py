from odoo import models


class HrVersion(models.Model):
    _inherit = "hr.version"

    def write(self, vals):
        result = super().write(vals)
        if "department_id" in vals:
            self.env.registry.clear_cache()  # see hr.department
        return result

from odoo import models


class HrVersion(models.Model):
    _inherit = "hr.version"

    def write(self, vals):
        """A departure that is entered for a day to come needs receivers, too (REQ H-05)."""
        if vals.get("departure_date"):
            # sudo: employees are not everybody's to read
            employees_sudo = self.sudo().employee_id.filtered("active")
            employees_sudo.resource_id._handover_check_leaving(planned=True)
        return super().write(vals)

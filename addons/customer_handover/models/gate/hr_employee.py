from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def action_open_handover(self):
        """Open the handover sheet of the employee, a new one when there is none."""
        self.ensure_one()
        self.env["customer.handover"].check_access("create")
        return self.user_id.action_open_handover()

    def unlink(self):
        self.resource_id._handover_check_leaving()
        return super().unlink()

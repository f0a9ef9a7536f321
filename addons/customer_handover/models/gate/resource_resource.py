from odoo import models


class ResourceResource(models.Model):
    # Every way of archiving an employee writes here: the wizard, the list, an import, RPC.

    _inherit = "resource.resource"

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.filtered("active")._handover_check_leaving()
        return super().write(vals)

    def _handover_check_leaving(self, planned=False):
        """:raises RedirectWarning: somebody of these holds what has no receiver (REQ H-05)"""
        # sudo: employees are not everybody's to read
        Employee = self.env["hr.employee"].sudo()
        # the employee may be written before its resource
        employees = Employee.with_context(active_test=False).search(
            [("resource_id", "in", self.ids)]
        )
        for user, leaving in employees.grouped("user_id").items():
            if not user:
                continue
            staying = Employee.search([("user_id", "=", user.id)]) - leaving
            # who goes on in another company keeps what is not only this one's
            companies = leaving.company_id if staying else user.company_ids | leaving.company_id
            if staying and not (companies - staying.company_id):
                continue
            user.sudo(False)._handover_check_leaving(companies - staying.company_id, planned)

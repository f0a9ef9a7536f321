from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # hr's own employee_ids shows only the companies of the session and only who is active
    approval_employee_ids = fields.One2many(
        "hr.employee",
        "user_id",
        string="Employees in All Companies",
        context={"active_test": False},
        groups="hr.group_hr_user",
    )

    def _employee_in(self, company):
        """Return the user's employee in the company, also one who has left (superuser)."""
        self.ensure_one()
        # as superuser: plain users read the public part of employees only
        return self.sudo().approval_employee_ids.filtered(
            lambda employee: employee.company_id == company
        )[:1]

    def write(self, vals):
        leaving = self.browse()
        if vals.get("active") is False or vals.get("company_ids"):
            leaving = self
        result = super().write(vals)
        if leaving:
            # in the same transaction: what waits for somebody who has left never waits alone
            self.env["customer.approval.step"]._reroute_from(leaving)
        return result

from odoo import api, fields, models


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
        """Return the user's employee in the company, also one who has left (superuser).

        Of several the active one, then the one who was entered first (tools/departments.py).
        """
        self.ensure_one()
        # as superuser: plain users read the public part of employees only
        employees = self.sudo().approval_employee_ids.filtered(
            lambda employee: employee.company_id == company
        )
        return employees.sorted(lambda employee: (not employee.active, employee.id))[:1]

    @api.private
    def _who_may_read(self, model_name):
        """Return those of these people who have the right to open a model's records at all.

        By one query whatever their number; which records they see is not looked at. Nobody is
        asked to do what they cannot open.
        """
        if not self or not model_name:
            return self.browse()
        # sudo: rights and roles of other people, for the system to know whom to ask
        rights_sudo = self.env["ir.model.access"].sudo()
        groups = rights_sudo._get_access_groups(model_name, "read")
        able_sudo = self.sudo().filtered(
            lambda user: user.active and groups.matches(user.all_group_ids.ids)
        )
        return self & able_sudo.sudo(False)

    def write(self, vals):
        leaving = self.browse()
        if vals.get("active") is False or vals.get("company_ids"):
            leaving = self
        result = super().write(vals)
        if leaving:
            # in the same transaction: what waits for somebody who has left never waits alone
            self.env["customer.approval.step"]._reroute_from(leaving)
        return result

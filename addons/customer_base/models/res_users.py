from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    customer_department_ids = fields.Many2many(
        "hr.department",
        string="Departments in Charge",
        compute="_compute_customer_department_ids",
        compute_sudo=True,
        help="Departments the user manages, with those below. A department manager who is not "
        "entered as the manager of any department answers for their own one.",
    )

    # Written with every claim, so that of two claims at once the second one starts over.
    customer_claimed_on = fields.Datetime(
        string="Last Claim from the Pool", readonly=True, copy=False, groups="base.group_system"
    )

    @api.depends("group_ids")
    def _compute_customer_department_ids(self):
        """REQ B-09: managers see what belongs to their departments and those below."""
        Department = self.env["hr.department"]
        roots = {}
        managed = Department.search([("manager_id.user_id", "in", self.ids)])
        # Not user.employee_ids: it stops at the current company.
        employees = self.env["hr.employee"].search([("user_id", "in", self.ids)])
        for user in self:
            own = managed.filtered(lambda dep, user=user: dep.manager_id.user_id == user)
            if not own and user.has_group("customer_base.group_customer_manager"):
                own = employees.filtered(lambda emp, user=user: emp.user_id == user).department_id
            roots[user] = own
        below = Department.search([("id", "child_of", Department.union(*roots.values()).ids)])
        for user in self:
            paths = tuple(roots[user].mapped("parent_path"))
            user.customer_department_ids = below.filtered(
                lambda dep, paths=paths: dep.parent_path.startswith(paths)
            )

    @api.model
    def _customer_departments_changed(self):
        """Forget who answers for which department.

        Record rules hold ``customer_department_ids`` and are cached, so whatever changes the
        departments of somebody calls this.
        """
        self.invalidate_model(["customer_department_ids"])
        self.env.registry.clear_cache()

from odoo import api, fields, models, tools

from ...tools.roles import SEE_ALL_GROUPS, SERVING_GROUPS


class ResUsers(models.Model):
    _inherit = "res.users"

    customer_department_ids = fields.Many2many(
        "hr.department",
        string="Departments in Charge",
        compute="_compute_customer_department_ids",
        compute_sudo=True,
        help="Departments the user manages, with those below. A department manager who is not "
        "entered as the manager of any department answers for their own one.",
        groups="base.group_user",
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

    @api.private
    def _customer_taking_part(self):
        """Return those of self whom customer management reckons with.

        Employees with a role, or limited by the rule on partners, in an ERP where customer
        management is in use: only they can be locked out of a customer, so only they are made
        responsible by the system. Nobody else's data is touched.
        """
        users_sudo = self.sudo().filtered(  # roles of colleagues
            lambda user: (
                user.active
                and user._is_internal()
                and (
                    user.has_group("customer_base.group_customer_user")
                    or user._customer_is_limited()
                )
            )
        )
        if users_sudo and not self.env["res.company"]._customer_in_use():
            return self.browse()
        return self.browse(users_sudo.ids)

    @api.private
    def _customer_sees_all(self):
        """Return whether the user sees every customer, its file and its records."""
        self.ensure_one()
        if self.has_groups(SEE_ALL_GROUPS):
            return True
        # sudo: settings of all the user's companies, whichever are chosen now
        return self.has_groups(SERVING_GROUPS) and all(
            self.sudo().company_ids.mapped("customer_serving_see_all")
        )

    @api.private
    def _customer_has_limits(self):
        """Return whether our rules on owners, parents and merging apply to the user.

        They do for everybody in customer management, and for all once a company has switched on
        that it limits who sees customers. Until then they change nothing for anybody else.
        """
        self.ensure_one()
        # sudo: settings of all the user's companies, whichever are chosen now
        return self.has_group("customer_base.group_customer_user") or any(
            self.sudo().company_ids.mapped("customer_partner_rule")
        )

    @api.private
    def _customer_is_limited(self):
        """Return whether the rule on partners limits the user.

        It does when any company they work in has switched it on: changing to another company
        must not open customers that both share.
        """
        self.ensure_one()
        # sudo: settings of all the user's companies, whichever are chosen now
        user_sudo = self.sudo()
        return (
            any(user_sudo.company_ids.mapped("customer_partner_rule"))
            and user_sudo._is_internal()
            and not user_sudo.has_groups(f"{SEE_ALL_GROUPS},{SERVING_GROUPS}")
        )

    @api.private
    @tools.ormcache("self.id")
    def _customer_colleague_ids(self):
        """Return the ids of the users whose customers the user answers for.

        A manager answers for the departments in charge and those below, a clerk works for
        their own one. Forgotten by :meth:`_customer_departments_changed`.
        """
        self.ensure_one()
        user_sudo = self.sudo()  # departments of colleagues
        # sudo: which department answers for whom, whoever asks
        departments = self.env["hr.department"].sudo()
        if user_sudo.has_group("customer_base.group_customer_manager"):
            departments |= user_sudo.customer_department_ids
        # sudo: the clerk's own department, whoever asks
        Employee = self.env["hr.employee"].sudo()
        if user_sudo.has_group("customer_base.group_customer_clerk"):
            departments |= Employee.search([("user_id", "=", self.id)]).department_id
        if not departments:
            return ()
        colleagues = Employee.search([("department_id", "in", departments.ids)])
        return tuple(colleagues.user_id.ids)

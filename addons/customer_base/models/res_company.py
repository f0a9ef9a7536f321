from odoo import api, fields, models

# Roles that somebody was given on purpose; installing makes the administrators.
WORKING_ROLES = (
    "salesperson",
    "clerk",
    "director",
    "marketing",
    "finance",
    "legal",
    "general_manager",
    "service",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_code_prefix = fields.Char(
        string="Customer Code Prefix",
        default="KH",
        help="Stands before the running number of every new customer code.",
    )
    customer_partner_rule = fields.Boolean(
        string="Limit Who Sees Customers",
        help="Salespeople, clerks and everybody without a role in customer management see a "
        "customer only when they are responsible for it, on its team, or let in on request. "
        "Contacts without a customer category stay visible.",
    )
    customer_access_max_days = fields.Integer(string="Longest Access on Request (days)", default=90)

    _customer_access_max_days_positive = models.Constraint(
        "CHECK(customer_access_max_days > 0)", "Access on request must last at least one day."
    )

    @api.model
    @api.private
    def _customer_in_use(self):
        """Return whether anybody works with customer management.

        Somebody has a role other than the administrator's, or a company limits who sees
        customers. Until then trade categorises customers, and nothing else changes for anybody.
        """
        # sudo: settings and roles of all, the answer tells of nobody
        if self.sudo().search_count([("customer_partner_rule", "=", True)], limit=1):
            return True
        roles = [self.env.ref(f"customer_base.group_customer_{role}").id for role in WORKING_ROLES]
        return bool(
            self.env["res.users"]
            .sudo()
            .search_count([("all_group_ids", "in", roles), ("share", "=", False)], limit=1)
        )

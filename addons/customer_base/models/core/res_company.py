from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
        groups="base.group_user",
    )
    customer_partner_rule = fields.Boolean(
        string="Limit Who Sees Customers",
        help="Salespeople, clerks and everybody without a role in customer management see a "
        "customer only when they are responsible for it, on its team, or let in on request. "
        "Contacts without a customer category stay visible.",
        groups="base.group_user",
    )
    customer_serving_see_all = fields.Boolean(
        string="Finance, Legal and Customer Service See All Files",
        help="Otherwise they open the customer files and contact records of what they work on, "
        "and ask for others by access request.",
        groups="base.group_user",
    )
    customer_setup_done = fields.Boolean(string="Customer Setup Done", groups="base.group_user")
    customer_access_max_days = fields.Integer(
        string="Longest Access on Request (days)",
        default=90,
        groups="base.group_user",
    )

    _customer_access_max_days_positive = models.Constraint(
        "CHECK(customer_access_max_days > 0)", "Access on request must last at least one day."
    )

    @api.model
    @api.private
    def _customer_companies(self):
        """Return all companies that the user sees: those that a nightly job goes through."""
        return self.search([])  # pylint: disable=no-search-all

    @api.private
    def _customer_day_domain(self, name, operator, company_path):
        """Return the domain of records by a day beside today, where each one's company works.

        Records without a company go by the current company's day.

        :param name: a date field
        :param operator: as in a domain
        :param company_path: the way from the record to its company
        """
        current = self.env.company._workday_today()
        domain = Domain(company_path, "=", False) & Domain(name, operator, current)
        for day, companies in self.grouped(lambda company: company._workday_today()).items():
            domain |= Domain(company_path, "in", companies.ids) & Domain(name, operator, day)
        return domain

    @api.model
    @api.private
    def _customer_zones(self):
        """Return the SQL of a table of all companies: company_id, tz, today (there)."""
        # sudo: where and when it is in a company is no secret
        companies_sudo = self.sudo()._customer_companies()
        return SQL(
            "(SELECT * FROM unnest(%s::int[], %s::text[], %s::date[])"
            " AS zone(company_id, tz, today))",
            companies_sudo.ids,
            [str(company._workday_tz()) for company in companies_sudo],
            [company._workday_today() for company in companies_sudo],
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

from odoo import fields, models


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
    customer_serving_see_all = fields.Boolean(
        string="Finance, Legal and Customer Service See All Files",
        help="Otherwise they open the customer files and contact records of what they work on, "
        "and ask for others by access request.",
    )
    customer_access_max_days = fields.Integer(
        string="Longest Access on Request (days)", default=90
    )

    _customer_access_max_days_positive = models.Constraint(
        "CHECK(customer_access_max_days > 0)", "Access on request must last at least one day."
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_code_prefix = fields.Char(
        string="Customer Code Prefix",
        default="KH",
        help="Stands before the running number of every new customer code.",
    )
    customer_change_days = fields.Integer(
        string="Days to Record a Change",
        default=5,
        help="Working days, after it became known, within which an important change of a customer "
        "is to be recorded in its file.",
    )
    customer_birthday_policy = fields.Selection(
        [("last_day", "Last Day of the Month"), ("next_day", "Next Day")],
        string="Days That a Year Does Not Have",
        default="last_day",
        required=True,
        help="When to keep a birthday on the 30th of a lunar month with 29 days, or on 29 "
        "February.",
    )
    customer_partner_rule = fields.Boolean(
        string="Limit Who Sees Customers",
        help="Salespeople, clerks and everybody without a role in customer management see a "
        "customer only when they are responsible for it, on its team, or let in on request. "
        "Contacts without a customer category stay visible.",
    )
    customer_access_max_days = fields.Integer(
        string="Longest Access on Request (days)", default=90
    )

    _customer_change_days_positive = models.Constraint(
        "CHECK(customer_change_days >= 0)", "The days to record a change must not be negative."
    )
    _customer_access_max_days_positive = models.Constraint(
        "CHECK(customer_access_max_days > 0)", "Access on request must last at least one day."
    )

    def write(self, vals):
        result = super().write(vals)
        if "customer_birthday_policy" in vals:
            # sudo: an administrator need not see birthdays to say how they are counted
            contacts_sudo = self.env["customer.contact"].sudo().search([("birth_day", "!=", 0)])
            self.env.add_to_compute(contacts_sudo._fields["next_birthday"], contacts_sudo)
        return result

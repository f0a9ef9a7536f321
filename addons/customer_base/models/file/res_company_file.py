from odoo import fields, models


class ResCompany(models.Model):
    # Settings of customer files and of the contacts' personal data (REQ B-04, B-08).

    _inherit = "res.company"

    customer_birthday_policy = fields.Selection(
        [("last_day", "Last Day of the Month"), ("next_day", "Next Day")],
        string="Days That a Year Does Not Have",
        default="last_day",
        required=True,
        help="When to keep a birthday on the 30th of a lunar month with 29 days, or on 29 "
        "February.",
        groups="base.group_user",
    )

    customer_file_least = fields.Float(
        string="Least Completeness of a File (%)",
        default=60.0,
        digits=(4, 1),
        help="A file below this is not submitted for review. 0: every file is.",
        groups="base.group_user",
    )

    _customer_file_least_range = models.Constraint(
        "CHECK(customer_file_least >= 0 AND customer_file_least <= 100)",
        "The least completeness of a file is between 0 and 100 %.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "customer_birthday_policy" in vals:
            # sudo: an administrator need not see birthdays to say how they are counted
            contacts_sudo = self.env["customer.contact"].sudo().search([("birth_day", "!=", 0)])
            self.env.add_to_compute(contacts_sudo._fields["next_birthday"], contacts_sudo)
        return result

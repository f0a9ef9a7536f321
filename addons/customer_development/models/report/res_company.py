from odoo import fields, models

RHYTHMS = [("week", "Every Week"), ("month", "Every Month"), ("none", "Not at All")]


class ResCompany(models.Model):
    # How often progress is reported; nobody is asked until it is switched on (REQ D-09).

    _inherit = "res.company"

    development_report_active = fields.Boolean(
        string="Progress Reports",
        help="Reports are drafted when a week or month is over; who is late gets one reminder.",
        groups="base.group_user",
    )
    development_report_key = fields.Selection(
        RHYTHMS, string="Key Accounts", required=True, default="week", groups="base.group_user"
    )
    development_report_ordinary = fields.Selection(
        RHYTHMS,
        string="Ordinary Customers",
        required=True,
        default="month",
        groups="base.group_user",
    )
    development_report_days = fields.Integer(
        string="Due after (Working Days)",
        default=2,
        help="So many working days after the end of the week or month.",
        groups="base.group_user",
    )

    _development_report_days_range = models.Constraint(
        "CHECK(development_report_days >= 0 AND development_report_days <= 60)",
        "Progress reports are due between 0 and 60 working days after their period.",
    )

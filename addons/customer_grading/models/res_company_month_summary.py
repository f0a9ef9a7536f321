from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_month_summary = fields.Boolean(
        string="Monthly Summaries",
        help="On the first working day every department with customers and a manager gets a "
        "summary of the month before, which the manager completes and sends to the market "
        "department.",
        groups="base.group_user",
    )
    customer_month_summary_days = fields.Integer(
        string="Summary Due on Working Day",
        default=5,
        help="Working day of the month by which the summary of the month before is sent.",
        groups="base.group_user",
    )
    customer_month_summary_last = fields.Date(
        string="Last Month Summed up", groups="base.group_system", readonly=True, copy=False
    )

    _customer_month_summary_days_range = models.Constraint(
        "CHECK(customer_month_summary_days BETWEEN 1 AND 16)",
        "Monthly summaries must be due between the 1st and the 16th working day.",
    )

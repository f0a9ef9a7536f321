from odoo import api, fields, models


class ResCompany(models.Model):
    # Settings of feedback forms and market reports (REQ V-10, V-11). Both reminders are off.

    _inherit = "res.company"

    customer_feedback_minimum = fields.Integer(
        string="Feedback Forms a Month",
        default=5,
        help="So many feedback forms every salesperson submits each month, of whatever grade.",
        groups="base.group_user",
    )
    customer_feedback_answer_days = fields.Integer(
        string="Working Days to Answer Feedback",
        default=5,
        help="Within this many working days of being submitted, feedback is answered by the "
        "department it is for.",
        groups="base.group_user",
    )
    customer_feedback_reminder = fields.Boolean(
        string="Remind of Feedback Forms",
        help="Before the month ends, every salesperson with forms missing gets one reminder that "
        "says how many and of which grades.",
        groups="base.group_user",
    )
    customer_feedback_remind_days = fields.Integer(
        string="Feedback Reminder",
        default=5,
        help="In the last working days of the month, this many.",
        groups="base.group_user",
    )
    customer_market_report_active = fields.Boolean(
        string="Monthly Market Reports",
        help="Every salesperson owes a market report for each month, due on the 5th of the next "
        "one, and is reminded.",
        groups="base.group_user",
    )
    customer_market_report_remind_days = fields.Integer(
        string="Market Report Reminder",
        default=2,
        help="Working days before the report is due.",
        groups="base.group_user",
    )

    _customer_feedback_not_negative = models.Constraint(
        "CHECK(customer_feedback_minimum >= 0 AND customer_feedback_answer_days >= 0)",
        "The number of feedback forms and the days to answer them must not be negative.",
    )
    _customer_feedback_remind_range = models.Constraint(
        "CHECK(customer_feedback_remind_days BETWEEN 1 AND 20)",
        "The feedback reminder begins between 1 and 20 working days before the month ends.",
    )
    _customer_market_report_remind_range = models.Constraint(
        "CHECK(customer_market_report_remind_days BETWEEN 0 AND 20)",
        "The reminder of market reports begins between 0 and 20 working days before the due day.",
    )

    @api.model
    def _workday_redate_hooks(self):
        return super()._workday_redate_hooks() + [
            ("customer.feedback", "_workday_redate"),
            ("customer.market.report", "_workday_redate"),
        ]

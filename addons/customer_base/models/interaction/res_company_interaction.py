import pytz
from odoo import api, fields, models


class ResCompany(models.Model):
    # Settings of contacts and fresh data (REQ B-05, B-07, G-07).

    _inherit = "res.company"

    customer_contact_days = fields.Integer(
        string="Contact Frequency without Grade",
        default=21,
        help="Working days within which a customer without a grade is contacted again.",
        groups="base.group_user",
    )
    customer_contact_reminder = fields.Boolean(
        string="Remind of Overdue Contacts",
        help="Every responsible person gets one reminder with the number of contacts that are "
        "overdue and their list.",
        groups="base.group_user",
    )
    customer_review_active = fields.Boolean(
        string="Monthly Reviews",
        help="Every month the responsible people look through the data of their customers.",
        groups="base.group_user",
    )
    customer_review_categories = fields.Selection(
        "_selection_freshness_categories",
        string="Customers to Review",
        required=True,
        default="interested",
        groups="base.group_user",
    )
    customer_review_day = fields.Integer(
        string="Review Due on Working Day",
        default=15,
        help="The working day of the month by which a monthly review is due.",
        groups="base.group_user",
    )
    customer_change_days = fields.Integer(
        string="Working Days for Changes",
        default=5,
        help="Within this many working days of being known, an important change of a customer "
        "is entered.",
        groups="base.group_user",
    )
    customer_change_reminder = fields.Boolean(
        string="Ask to Enter Reported Changes",
        help="The responsible person gets an activity for every reported change of a customer.",
        groups="base.group_user",
    )
    customer_verification_active = fields.Boolean(
        string="Quarterly Verification",
        help="Every quarter somebody verifies the data of the customers.",
        groups="base.group_user",
    )
    customer_verification_categories = fields.Selection(
        "_selection_freshness_categories",
        string="Customers to Verify",
        required=True,
        default="interested",
        groups="base.group_user",
    )
    customer_verifier_id = fields.Many2one(
        "res.users",
        string="Verifier",
        domain="[('share', '=', False)]",
        help="Verifies the data of all customers. Empty: the clerk of the responsible person's "
        "department, or the responsible person where there is none.",
        groups="base.group_user",
    )
    customer_verification_notice_days = fields.Integer(
        string="Verification Reminder",
        default=5,
        help="Working days before the end of the quarter.",
        groups="base.group_user",
    )

    _customer_contact_days_positive = models.Constraint(
        "CHECK(customer_contact_days > 0)",
        "The contact frequency must be at least one working day.",
    )
    _customer_review_day_range = models.Constraint(
        "CHECK(customer_review_day BETWEEN 1 AND 16)",
        "The due day of the monthly review must be between the 1st and the 16th working day.",
    )
    _customer_change_days_not_negative = models.Constraint(
        "CHECK(customer_change_days >= 0 AND customer_verification_notice_days >= 0)",
        "Numbers of working days must not be negative.",
    )

    @api.model
    def _selection_freshness_categories(self):
        labels = {
            "closed": self.env._("Closed-Deal Customers"),
            "interested": self.env._("Interested and Closed-Deal Customers"),
            "all": self.env._("All Customers"),
        }
        return list(labels.items())

    def write(self, vals):
        result = super().write(vals)
        if "customer_contact_days" in vals:
            self.env["customer.interaction.state"]._mark_stale([("company_id", "in", self.ids)])
        return result

    @api.model
    def _workday_redate_hooks(self):
        return super()._workday_redate_hooks() + [("customer.interaction.state", "_workday_redate")]

    def _customer_local_date(self, moment):
        """Return the date of a stored moment (naive, UTC) where the company works."""
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(self._workday_tz()).date()

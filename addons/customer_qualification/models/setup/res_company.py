from odoo import fields, models

SWITCHES = ("customer_release_required", "customer_credit_control")


class ResCompany(models.Model):
    # What stops orders and deliveries, off until the company wants it (L-02).

    _inherit = "res.company"

    customer_release_required = fields.Boolean(
        string="Only Released Customers Are Supplied",
        help="Orders and deliveries of customers without an approved qualification and a signed "
        "agreement, or with required papers out of date, are stopped.",
        groups="base.group_user",
    )
    customer_credit_control = fields.Boolean(
        string="Prepayment and Credit Are Checked",
        help="Deliveries wait for the money of prepayment customers; orders and deliveries of "
        "credit customers stay within limit and term.",
        groups="base.group_user",
    )
    customer_control_since = fields.Date(
        string="For Customers Since",
        help="Customers managed before this day are supplied as before until they have a "
        "qualification or credit review of their own. Empty: all customers are checked.",
        groups="base.group_user",
    )
    customer_paper_grace_days = fields.Integer(
        string="Days of Grace for Papers",
        default=30,
        help="So many days after a required paper ran out, orders are stopped.",
        groups="base.group_user",
    )
    customer_paper_reminder = fields.Boolean(
        string="Remind of Papers that Run Out",
        help="Whoever is responsible is reminded 60 and 30 days before, and on the day.",
        groups="base.group_user",
    )
    customer_prepayment_stop = fields.Selection(
        [("delivery", "Delivery"), ("order", "Order")],
        string="Prepayment Is Checked at",
        default="delivery",
        required=True,
        help="Delivery: an unpaid order is confirmed, and delivered once the money is booked. "
        "Order: it is confirmed only then.",
        groups="base.group_user",
    )
    customer_credit_horizon_days = fields.Integer(
        string="Horizon of Orders (days)",
        help="Orders to be delivered later than in so many days do not count yet. 0: all count.",
        groups="base.group_user",
    )
    customer_credit_overdue_days = fields.Integer(
        string="Tolerated Days Overdue",
        default=7,
        help="So many days after the term of an invoice, credit customers are stopped.",
        groups="base.group_user",
    )
    customer_credit_warning_percent = fields.Integer(
        string="Early Warning at (%)",
        default=80,
        help="From so many percent of the limit on, finance is warned.",
        groups="base.group_user",
    )

    _customer_qualification_days_positive = models.Constraint(
        "CHECK(customer_paper_grace_days >= 0 AND customer_credit_horizon_days >= 0"
        " AND customer_credit_overdue_days >= 0)",
        "Days of grace, horizon and tolerance must not be negative.",
    )
    _customer_credit_warning_share = models.Constraint(
        "CHECK(customer_credit_warning_percent BETWEEN 1 AND 100)",
        "The early warning is between 1 and 100 percent of the limit.",
    )

    def write(self, vals):
        """Who is supplied today goes on being supplied: the checks begin with new customers."""
        vals = dict(vals)
        if any(vals.get(name) for name in SWITCHES) and "customer_control_since" not in vals:
            begun = self.filtered(
                lambda company: (
                    not company.customer_control_since
                    and not any(company[name] for name in SWITCHES)
                )
            )
            for company in begun:
                company.customer_control_since = company._workday_today()
        return super().write(vals)

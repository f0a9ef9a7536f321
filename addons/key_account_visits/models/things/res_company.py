from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_gift_limit = fields.Monetary(
        string="Gifts to One Person a Year",
        default=0.0,
        currency_field="currency_id",
        help="What one person at a customer may receive in a calendar year without approval. "
        "0: no limit.",
        groups="base.group_user",
    )
    customer_purchase_late_days = fields.Integer(
        string="Urgent Purchases: Submit Within (working days)",
        default=3,
        help="What was bought urgently before approval is submitted within these working days.",
        groups="base.group_user",
    )
    customer_purchase_over_percent = fields.Float(
        string="Purchases: Allowed above the Plan (%)",
        default=10.0,
        digits=(5, 2),
        help="A purchase may cost so many percent more than was approved. Above that the plan "
        "is revised and approved again.",
        groups="base.group_user",
    )

    _customer_gift_limit_positive = models.Constraint(
        "CHECK(customer_gift_limit >= 0)", "The limit for gifts must not be negative."
    )
    _customer_purchase_late_days_positive = models.Constraint(
        "CHECK(customer_purchase_late_days BETWEEN 1 AND 60)",
        "Urgent purchases are submitted within 1 to 60 working days.",
    )
    _customer_purchase_over_percent_range = models.Constraint(
        "CHECK(customer_purchase_over_percent BETWEEN 0 AND 100)",
        "A purchase may cost between 0 % and 100 % more than its plan.",
    )

    @api.model
    def _workday_redate_hooks(self):
        return super()._workday_redate_hooks() + [("customer.purchase.plan", "_workday_redate")]

from odoo import api, fields, models


class CustomerPurchasePlanLine(models.Model):
    """One thing on a purchase plan (REQ V-18)."""

    _name = "customer.purchase.plan.line"
    _inherit = ["customer.approval.line.mixin"]
    _description = "Item of a Purchase Plan"
    _order = "plan_id, sequence, id"
    _approval_parent_field = "plan_id"

    plan_id = fields.Many2one(
        "customer.purchase.plan", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    what = fields.Char(string="Item", required=True)
    quantity = fields.Float(required=True, default=1.0)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    price = fields.Monetary(string="Estimated Price", required=True)
    amount = fields.Monetary(compute="_compute_amount", store=True)
    needed_by = fields.Date()
    reason = fields.Char(string="What for")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Enter a quantity above 0.")
    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "The estimated price must not be negative."
    )

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price

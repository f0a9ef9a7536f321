from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    customer_entertainment = fields.Boolean(
        string="Entertainment",
        help="Expenses of this category are business entertainment: 60 % of them are deductible, "
        "and not more than 5‰ of the year's sales.",
        groups="base.group_user",
    )

    @api.constrains("customer_entertainment")
    def _check_customer_entertainment(self):
        """Only what people spend on expenses can be entertainment (facts.md §2, F20)."""
        if wrong := self.filtered(
            lambda template: template.customer_entertainment and not template.can_be_expensed
        ):
            raise ValidationError(
                self.env._(
                    "%(product)s is no expense category. Tick “Expenses” first, then mark it as "
                    "entertainment.",
                    product=wrong[0].display_name,
                )
            )

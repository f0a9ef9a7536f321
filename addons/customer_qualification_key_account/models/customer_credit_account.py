from odoo import fields, models


class CustomerCreditAccount(models.Model):
    _inherit = "customer.credit.account"

    whole_group = fields.Boolean(
        string="For the Whole Group",
        help="The limit is used by all companies of the customer's group together, but for those "
        "with a review of their own.",
    )

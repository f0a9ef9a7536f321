from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_grade_terms = fields.Boolean(
        string="Terms by Grade",
        help="New quotations take pricelist and payment terms from the customer's grade, unless "
        "the customer has its own. Existing quotations and customers stay as they are.",
        groups="base.group_user",
    )

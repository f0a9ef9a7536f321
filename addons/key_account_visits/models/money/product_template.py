from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    customer_outing_required = fields.Boolean(
        string="Only with a Visit, Reception or Trip",
        help="Expenses of this category name the visit, reception or trip they belong to "
        "(entertainment, travel, gifts, ...). Others are as they were.",
    )

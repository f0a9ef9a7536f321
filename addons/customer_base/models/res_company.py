from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_code_prefix = fields.Char(
        string="Customer Code Prefix",
        default="KH",
        help="Stands before the running number of every new customer code.",
    )

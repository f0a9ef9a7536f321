from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_key_account_notice = fields.Boolean(
        string="Tell of Complaints of Important Customers",
        help="The responsible person and their manager are told of each new complaint of an "
        "important customer. They follow it in any case.",
        groups="base.group_user",
    )

from odoo import fields, models


class ResCompany(models.Model):
    # Whether customers get an acknowledgement at once.

    _inherit = "res.company"

    customer_complaint_acknowledge = fields.Boolean(
        string="Acknowledge Complaints",
        help="The customer gets a mail with the number when a complaint is registered.",
        groups="base.group_user",
    )

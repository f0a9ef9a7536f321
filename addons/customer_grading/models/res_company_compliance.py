from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_compliance_since = fields.Date(
        string="Contacts Counted since",
        default=lambda self: self.env.company._workday_today(),
        help="Contact intervals are counted from this day on, so that the time before people "
        "recorded their contacts here is held against nobody.",
        groups="base.group_user",
    )

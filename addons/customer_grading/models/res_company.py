from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_grading_yearly = fields.Boolean(
        string="Grade Every Year",
        help="Every January a run is made and computed for each scheme in use; people review, "
        "approve and apply it.",
    )

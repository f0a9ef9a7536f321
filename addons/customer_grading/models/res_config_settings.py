from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_grading_yearly = fields.Boolean(
        related="company_id.customer_grading_yearly", readonly=False
    )

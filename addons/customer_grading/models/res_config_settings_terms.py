from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_grade_terms = fields.Boolean(related="company_id.customer_grade_terms", readonly=False)

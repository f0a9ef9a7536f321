from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_grading_yearly = fields.Boolean(
        related="company_id.customer_grading_yearly", readonly=False
    )
    customer_grade_at_once = fields.Boolean(
        related="company_id.customer_grade_at_once", readonly=False
    )
    customer_grade_hand_months = fields.Integer(
        related="company_id.customer_grade_hand_months", readonly=False
    )

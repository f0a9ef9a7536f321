from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    development_pass_score = fields.Float(
        related="company_id.development_pass_score", readonly=False
    )
    development_notify_user_ids = fields.Many2many(
        related="company_id.development_notify_user_ids", readonly=False
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_key_account_notice = fields.Boolean(
        related="company_id.complaint_key_account_notice", readonly=False
    )

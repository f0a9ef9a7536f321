from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    approval_digest = fields.Boolean(related="company_id.approval_digest", readonly=False)

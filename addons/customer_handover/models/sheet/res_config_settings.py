from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    handover_gate = fields.Boolean(related="company_id.handover_gate", readonly=False)
    handover_first_days = fields.Integer(related="company_id.handover_first_days", readonly=False)
    handover_cap_times = fields.Integer(related="company_id.handover_cap_times", readonly=False)
    handover_cap_days = fields.Integer(related="company_id.handover_cap_days", readonly=False)
    customer_handover_template_id = fields.Many2one(
        related="company_id.customer_handover_template_id", readonly=False
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    development_pass_score = fields.Float(
        related="company_id.development_pass_score", readonly=False
    )
    development_notify_user_ids = fields.Many2many(
        related="company_id.development_notify_user_ids", readonly=False
    )
    development_contract_review = fields.Boolean(
        related="company_id.development_contract_review", readonly=False
    )
    development_contract_from = fields.Monetary(
        related="company_id.development_contract_from", readonly=False
    )
    development_report_active = fields.Boolean(
        related="company_id.development_report_active", readonly=False
    )
    development_report_key = fields.Selection(
        related="company_id.development_report_key", readonly=False
    )
    development_report_ordinary = fields.Selection(
        related="company_id.development_report_ordinary", readonly=False
    )
    development_report_days = fields.Integer(
        related="company_id.development_report_days", readonly=False
    )
    development_transition_days = fields.Integer(
        related="company_id.development_transition_days", readonly=False
    )
    development_grade_a = fields.Float(related="company_id.development_grade_a", readonly=False)
    development_grade_b = fields.Float(related="company_id.development_grade_b", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_feedback_minimum = fields.Integer(
        related="company_id.customer_feedback_minimum", readonly=False
    )
    customer_feedback_answer_days = fields.Integer(
        related="company_id.customer_feedback_answer_days", readonly=False
    )
    customer_feedback_reminder = fields.Boolean(
        related="company_id.customer_feedback_reminder", readonly=False
    )
    customer_feedback_remind_days = fields.Integer(
        related="company_id.customer_feedback_remind_days", readonly=False
    )
    customer_market_report_active = fields.Boolean(
        related="company_id.customer_market_report_active", readonly=False
    )
    customer_market_report_remind_days = fields.Integer(
        related="company_id.customer_market_report_remind_days", readonly=False
    )

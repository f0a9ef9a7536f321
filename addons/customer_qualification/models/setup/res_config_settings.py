from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_release_required = fields.Boolean(
        related="company_id.customer_release_required", readonly=False
    )
    customer_credit_control = fields.Boolean(
        related="company_id.customer_credit_control", readonly=False
    )
    customer_control_since = fields.Date(
        related="company_id.customer_control_since", readonly=False
    )
    customer_paper_grace_days = fields.Integer(
        related="company_id.customer_paper_grace_days", readonly=False
    )
    customer_paper_reminder = fields.Boolean(
        related="company_id.customer_paper_reminder", readonly=False
    )
    customer_prepayment_stop = fields.Selection(
        related="company_id.customer_prepayment_stop", readonly=False
    )
    customer_credit_horizon_days = fields.Integer(
        related="company_id.customer_credit_horizon_days", readonly=False
    )
    customer_credit_overdue_days = fields.Integer(
        related="company_id.customer_credit_overdue_days", readonly=False
    )
    customer_credit_warning_percent = fields.Integer(
        related="company_id.customer_credit_warning_percent", readonly=False
    )

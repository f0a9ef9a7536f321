from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_complaint_alias_name = fields.Char(
        related="company_id.customer_complaint_alias_name", readonly=False
    )
    customer_complaint_alias_domain = fields.Char(
        string="Mail Domain for Complaints", related="company_id.alias_domain_id.name"
    )
    customer_complaint_user_id = fields.Many2one(
        related="company_id.customer_complaint_user_id", readonly=False
    )
    customer_complaint_mail_mb = fields.Integer(
        related="company_id.customer_complaint_mail_mb", readonly=False
    )
    customer_complaint_rating = fields.Boolean(
        related="company_id.customer_complaint_rating", readonly=False
    )

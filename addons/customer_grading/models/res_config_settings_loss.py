from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_loss_warning = fields.Boolean(
        related="company_id.customer_loss_warning", readonly=False
    )
    customer_loss_purchases = fields.Integer(
        related="company_id.customer_loss_purchases", readonly=False
    )
    customer_loss_shortest_days = fields.Integer(
        related="company_id.customer_loss_shortest_days", readonly=False
    )
    customer_loss_attention = fields.Float(
        related="company_id.customer_loss_attention", readonly=False
    )
    customer_loss_serious = fields.Float(related="company_id.customer_loss_serious", readonly=False)
    customer_loss_lost = fields.Float(related="company_id.customer_loss_lost", readonly=False)
    customer_loss_fall_attention = fields.Integer(
        related="company_id.customer_loss_fall_attention", readonly=False
    )
    customer_loss_fall_serious = fields.Integer(
        related="company_id.customer_loss_fall_serious", readonly=False
    )

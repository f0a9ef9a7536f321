from odoo import fields, models


class CustomerLossCause(models.Model):
    """Why customers are lost, so that causes can be counted (REQ G-08)."""

    _name = "customer.loss.cause"
    _description = "Cause of Loss"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

from odoo import fields, models


class CustomerCommunicationContent(models.Model):
    """What customers are told (REQ V-13, seed S3 六.2(4)): brand, journals, market analysis …"""

    _name = "customer.communication.content"
    _description = "Content"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    policy_ids = fields.One2many("customer.communication.policy", "content_id", string="Audiences")

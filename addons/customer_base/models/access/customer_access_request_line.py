from odoo import fields, models


class CustomerAccessRequestLine(models.Model):
    """Customer found for an access request, with who was responsible at that time."""

    _name = "customer.access.request.line"
    _description = "Customer of an Access Request"
    _order = "id"

    request_id = fields.Many2one(
        "customer.access.request", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True)
    owner_id = fields.Many2one("res.users", string="Responsible", index=True)

from odoo import fields, models


class CustomerAccessRole(models.Model):
    """Role of a person who serves a customer beside the responsible one (REQ B-13).

    Seeds S1 五(二)2 (team members with their duties), S4 3.3.3 二.3 (team of a key account).
    """

    _name = "customer.access.role"
    _description = "Customer Team Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    duties = fields.Text(translate=True, help="What a person in this role does for the customer.")
    active = fields.Boolean(default=True)

from odoo import fields, models


class CustomerDevelopmentSource(models.Model):
    """Where a prospect was found (000 article 7, clause 1; REQ D-02)."""

    _name = "customer.development.source"
    _description = "Prospect Source"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is already a source of this name.")

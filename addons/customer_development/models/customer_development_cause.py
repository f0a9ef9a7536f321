from odoo import fields, models


class CustomerDevelopmentCause(models.Model):
    """Why a development failed; kept so that failures can be learned from (002 4.5; REQ D-16)."""

    _name = "customer.development.cause"
    _description = "Cause of a Failed Development"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is already a cause of this name.")

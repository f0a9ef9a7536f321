from odoo import fields, models


class CustomerVisitCause(models.Model):
    """Why a visit did not succeed, to be counted and learned from (S4 六.2, REQ V-04)."""

    _name = "customer.visit.cause"
    _description = "Cause of a Failed Visit"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "This cause is there already.")

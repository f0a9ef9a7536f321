from odoo import fields, models


class CustomerQualificationKind(models.Model):
    """Kind of customer that different papers are asked of (003 五.1: agents, end users)."""

    _name = "customer.qualification.kind"
    _description = "Kind of Customer for Papers"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "There is a kind with this name already.")

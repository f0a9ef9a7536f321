from odoo import fields, models


class CustomerHandoverItem(models.Model):
    """领用的公共物品与资料: goods and papers given back or passed on (seed S4 2.2 第12条)."""

    _name = "customer.handover.item"
    _description = "Public Good Given Back"
    _order = "id"

    handover_id = fields.Many2one(
        "customer.handover", string="Sheet", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Item", required=True)
    quantity = fields.Float(default=1.0)
    returned = fields.Boolean(string="Given Back")
    note = fields.Char(string="Condition, or Where It Is")
